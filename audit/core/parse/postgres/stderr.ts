import { parseSyslogHeader } from '../../syslog/header.ts';
import { untilNext } from '../assemble.ts';
import type { Line, ParseContext, Parser } from '../types.ts';
import { entryFields, type PgEntry } from './entry.ts';
import { findLabel, type Part } from './labels.ts';
import { readPrefix } from './prefix.ts';

/** PostgreSQL's text log: standard error with any `log_line_prefix`, and syslog. */
export const postgresText: Parser = {
  name: 'postgresql',
  title: {
    zh: 'PostgreSQL 文本日志与 syslog（含 pgaudit）',
    en: 'PostgreSQL text log and syslog (with pgaudit)',
  },
  class: 'database',
  assemble: assembleText,
  parse: parseText,
};

function parseText(line: Line, context: ParseContext) {
  const chunked = line.outer !== undefined && chunkMark.test(line.body.slice(0, 30));
  const body = chunked ? joinChunks(line.body, context) : line.body;
  const lines = body.split('\n');
  const label = findLabel(lines[0]!);
  if (!label) return undefined;
  const prefix = readPrefix(lines[0]!.slice(0, label.at), context.timeZone);
  const text = lines[0]!.slice(label.end);
  const ours = /postgres|^pg|kingbase|gauss/.test(line.program);
  if (line.outer ? !ours && !(prefix.recognised && chunked) : !prefix.recognised && label.at > 0)
    return undefined;
  const { recognised: _, ...said } = prefix;
  // A part that came without its entry is an entry of its own.
  const entry: PgEntry = { time: line.time, ...said, severity: label.severity ?? 'LOG', message: text };
  let part: Part | 'message' = label.part ?? 'message';
  entry[part] = text;
  for (const next of lines.slice(1)) {
    const other = next.startsWith('\t') ? undefined : findLabel(next);
    if (other?.part) {
      part = other.part;
      entry[part] = next.slice(other.end);
    } else entry[part] += `\n${next.startsWith('\t') ? next.slice(1) : next}`;
  }
  return entryFields(entry);
}

/** Only lines that PostgreSQL itself writes as continuations: it puts a tab before every further line of a text. */
export function assembleText() {
  return untilNext((line, first) => {
    if (line.startsWith('\t')) return true;
    const chunk = syslogChunk(line);
    if (chunk) return chunk.part > 1 && syslogChunk(first)?.entry === chunk.entry;
    const label = findLabel(line);
    return label?.part !== undefined && findLabel(first)?.severity !== undefined;
  });
}

const chunkMark = /^\[(\d{1,12})-(\d{1,9})\] /;

/** Place of a syslog line: `[entry-part] text`, from postgres (elog.c, write_syslog). */
function syslogChunk(line: string): { entry: string; part: number } | undefined {
  if (!line.includes('] ')) return undefined;
  const header = parseSyslogHeader(line, { receivedAt: 0 });
  const match = header && chunkMark.exec(line.slice(header.start, header.start + 30));
  return match ? { entry: `${header.processId}/${match[1]}`, part: Number(match[2]) } : undefined;
}

/**
 * Parts of one entry that came as several syslog lines. A part that begins with a tab (rsyslog writes it
 * `#011`) was a line of its own; any other is the rest of a line that was too long for one packet.
 */
function joinChunks(body: string, context: ParseContext): string {
  let joined = '';
  for (const [i, raw] of body.split('\n').entries()) {
    const header = i === 0 ? undefined : parseSyslogHeader(raw, context);
    const chunk = header ? raw.slice(header.start) : raw;
    const mark = chunkMark.exec(chunk.slice(0, 30));
    const text = (mark ? chunk.slice(mark[0].length) : chunk).replaceAll('#011', '\t');
    if (i === 0) joined = text;
    else joined += text.startsWith('\t') || !mark || findLabel(text)?.part ? `\n${text}` : text;
  }
  return joined;
}
