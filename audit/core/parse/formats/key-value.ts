import { compact, firstSaid, safeKey, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, Line, ParseContext, Parser } from '../types.ts';

/** Lines of `key=value` pairs, as many network devices and programs write. */
export const keyValue: Parser = {
  name: 'key-value',
  title: { zh: '键值对（key=value）', en: 'Pairs of key=value' },
  class: 'network',
  generic: true,
  parse: parsePairs,
};

const maxPairs = 300;
/** With fewer it is a sentence that happens to hold an equals sign. */
const fewest = 3;

function parsePairs({ body }: Line, context: ParseContext): Fields | undefined {
  const { values, count, loose } = readPairs(body);
  if (count < fewest || loose > count) return undefined;
  const value = (...names: string[]) =>
    firstSaid(...names.map((name) => (Object.hasOwn(values, name) ? values[name] : undefined)));
  const time =
    anyTime(value('timestamp', 'ts', 'time', 'eventtime'), context) ??
    anyTime(value('date') && value('time') ? `${value('date')}T${value('time')}` : undefined, context);
  return compact({
    '@timestamp': iso(time),
    event: compact({
      kind: 'event',
      action: value('action', 'act', 'event', 'op'),
      code: value('logid', 'event_id', 'eventid'),
      dataset: 'generic.key_value',
    }),
    message: value('msg', 'message'),
    log: some({ level: value('level', 'lvl', 'severity', 'pri')?.toLowerCase() }),
    user: some({ name: value('user', 'username', 'usr', 'suser', 'account') }),
    source: side(
      value('srcip', 'src', 'src_ip', 'source_ip', 'sip', 'client', 'client_ip', 'remip'),
      value('srcport', 'src_port', 'spt', 'sport'),
    ),
    destination: side(
      value('dstip', 'dst', 'dst_ip', 'dest_ip', 'dip'),
      value('dstport', 'dst_port', 'dpt', 'dport'),
    ),
    network: some({ transport: value('proto', 'protocol')?.toLowerCase() }),
    host: some({ name: value('devname', 'host', 'hostname', 'dvc') }),
    labels: values,
  });
}

/** Pairs in blanks or commas; values bare or in quotes, where a backslash takes the next character as it is. */
function readPairs(text: string): { values: { [key: string]: string }; count: number; loose: number } {
  const values: { [key: string]: string } = {};
  let count = 0;
  let loose = 0;
  let at = 0;
  while (at < text.length && count < maxPairs) {
    const start = at;
    while (at < text.length && isKey(text.charCodeAt(at))) at++;
    if (at === start || at - start > 100 || text.charCodeAt(at) !== 61) {
      while (at < text.length && !isGap(text.charCodeAt(at))) at++;
      if (at > start) loose++;
    } else {
      const read = readValue(text, at + 1);
      values[safeKey(text.slice(start, at).replaceAll('.', '_'))] ??= read.value;
      count++;
      at = read.end;
    }
    while (at < text.length && isGap(text.charCodeAt(at))) at++;
  }
  return { values, count, loose };
}

function isKey(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 46 ||
    code === 45 ||
    code >= 0x4e00
  );
}

function isGap(code: number): boolean {
  return code <= 32 || code === 44 || code === 59 || code === 124;
}

function readValue(text: string, from: number): { value: string; end: number } {
  const quote = text.charCodeAt(from);
  if (quote !== 34 && quote !== 39) {
    let end = from;
    while (end < text.length && !isGap(text.charCodeAt(end))) end++;
    return { value: text.slice(from, end), end };
  }
  let value = '';
  let start = from + 1;
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return { value: value + text.slice(start, i), end: i + 1 };
    if (code === 92 && i + 1 < text.length) {
      value += text.slice(start, i);
      start = ++i;
    }
  }
  return { value: value + text.slice(start), end: text.length };
}
