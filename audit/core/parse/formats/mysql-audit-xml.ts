import { untilComplete } from '../assemble.ts';
import type { Assembler, Fields } from '../types.ts';

const maxNames = 200;

/**
 * A record of MySQL's XML audit logs as an object with its names in lower case: elements (new style) or
 * attributes (old style, one or many lines). What is inside an element of a record, the attributes of a
 * connection, is left out. Audit Log File Formats of the MySQL manual.
 */
export function xmlRecord(text: string): Fields | undefined {
  let at = 0;
  while (text.charCodeAt(at) <= 32) at++;
  if (!text.startsWith(recordTag, at)) return undefined;
  at += recordTag.length;
  const next = text.charCodeAt(at);
  if (next === 62) return elementsOf(text, at + 1);
  return next <= 32 ? attributesOf(text, at) : undefined;
}

const recordTag = '<AUDIT_RECORD';

function elementsOf(text: string, from: number): Fields | undefined {
  const record: Fields = {};
  let found = 0;
  let at = text.indexOf('<', from);
  while (at >= 0 && found++ < maxNames && text.charCodeAt(at + 1) !== 47) {
    const end = text.indexOf('>', at);
    if (end < 0) break;
    const name = text.slice(at + 1, end);
    if (name.endsWith('/')) at = text.indexOf('<', end);
    else {
      const close = text.indexOf(`</${name}>`, end);
      // A record that was cut off still says what came before.
      put(record, name, text.slice(end + 1, close < 0 ? text.length : close));
      at = close < 0 ? -1 : text.indexOf('<', close + name.length + 3);
    }
  }
  return found > 0 ? record : undefined;
}

const attribute = /\s*([A-Z_]{1,40})="([^"]*)"/y;

function attributesOf(text: string, from: number): Fields | undefined {
  const record: Fields = {};
  attribute.lastIndex = from;
  for (let found = 0; found < maxNames; found++) {
    const match = attribute.exec(text);
    if (!match) return found > 0 ? record : undefined;
    put(record, match[1]!, match[2]!);
  }
  return record;
}

function put(record: Fields, name: string, value: string): void {
  if (/^[A-Z][A-Z_]{0,39}$/.test(name) && !/^\s*</.test(value))
    record[name.toLowerCase()] ??= unescaped(value);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(\w{2,4}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}

/** Whether a line begins a record, or is the declaration or the root element around the records. */
export function looksLikeXml(line: string): boolean {
  return beginsRecord(line) || isXmlFraming(line);
}

function beginsRecord(line: string): boolean {
  return /^\s{0,40}<AUDIT_RECORD\b/.test(line);
}

/** The declaration and the root element say nothing and are no record. */
function isXmlFraming(line: string): boolean {
  return line.length <= 200 && /^\s*(?:<\?xml [^<>]*\?>)?\s*(?:<\/?AUDIT>)?\s*$/.test(line);
}

/** One record each, from its first line to the one that closes it. */
export function assembleXml(): Assembler {
  let elements = false;
  const joined = untilComplete({
    begins: beginsRecord,
    complete(line, first) {
      if (first && !beginsRecord(line)) return true;
      if (first) elements = line.includes('<AUDIT_RECORD>');
      return elements ? line.includes('</AUDIT_RECORD>') : line.trimEnd().endsWith('/>');
    },
  });
  return {
    ...joined,
    push: (line) => (joined.held() === 0 && isXmlFraming(line) ? [] : joined.push(line)),
  };
}
