import { untilComplete } from '../assemble.ts';
import { csvValues } from '../csv.ts';
import { digits, readIso } from '../time.ts';
import type { Line, ParseContext, Parser } from '../types.ts';
import { entryFields, type PgEntry } from './entry.ts';

/** Columns in their order: PostgreSQL manual §19.8.4, "Using CSV-Format Log Output"; 23 since 9.0, 24 in 13, 26 since 14. */
const fewest = 23;

/** PostgreSQL `log_destination = csvlog`. Records run over lines where a statement does. */
export const postgresCsv: Parser = {
  name: 'postgresql-csv',
  title: { zh: 'PostgreSQL CSV 日志（含 pgaudit）', en: 'PostgreSQL csvlog (with pgaudit)' },
  class: 'database',
  assemble: assembleCsv,
  parse: parseCsv,
};

function parseCsv({ text }: Line, context: ParseContext) {
  if (!beginsLikeCsv(text)) return undefined;
  const time = readIso(text, 0, context.timeZone);
  if (!time || text.charCodeAt(time.end) !== 44) return undefined;
  const values = csvValues(text, 0, 40);
  if (values.length < fewest || !/^[A-Z]{3,7}\d?$/.test(values[11]!)) return undefined;
  const value = (column: number) => values[column] || undefined;
  const [host, port] = hostAndPort(values[4]!);
  const entry: PgEntry = {
    time: time.time,
    user: value(1),
    database: value(2),
    pid: value(3),
    remoteHost: host,
    remotePort: port,
    session: value(5),
    sessionLine: value(6),
    commandTag: value(7),
    virtualTransaction: value(9),
    transaction: value(10),
    severity: values[11]!,
    sqlState: value(12),
    message: values[13]!,
    detail: value(14),
    hint: value(15),
    query: value(16),
    context: value(18),
    statement: value(19),
    location: value(21),
    application: value(22),
    backend: value(23),
    queryId: values[25] === '0' ? undefined : value(25),
  };
  return entryFields(entry);
}

/** `2026-11-22 16:20:31.123 CST,`: what no other format begins with, before the whole is looked at. */
export function beginsLikeCsv(text: string): boolean {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 32 || text.charCodeAt(19) !== 46) return false;
  const comma = text.slice(0, 40).indexOf(',', 23);
  return comma > 23 && digits(text, 0, 4) > 0 && /^ [A-Za-z0-9+:-]{1,12}$/.test(text.slice(23, comma));
}

/** `10.0.0.5:41234`, `[local]`, an IPv6 address with a port after its last colon. */
function hostAndPort(text: string): [string | undefined, string | undefined] {
  if (text === '' || text === '[local]') return [text || undefined, undefined];
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** A record ends with the first line end outside quotes. */
export function assembleCsv() {
  let open = false;
  return untilComplete({
    begins: (line) => open && beginsSession(line),
    complete(line, first) {
      if (first) open = false;
      for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) open = !open;
      return !open;
    },
  });
}

/**
 * The first line of a client's record. It may cut off a record that lost its end in a crash: inside a
 * quoted value every quote is doubled, so that no statement can forge it.
 */
function beginsSession(line: string): boolean {
  return beginsLikeCsv(line) && /^[^",]{23,40},"[^"]/.test(line.slice(0, 60));
}
