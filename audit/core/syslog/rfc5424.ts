import { readIso } from '../parse/time.ts';
import type { StructuredData, SyslogHeader } from './header.ts';

/** The rest of a header after `<PRI>1 ` (RFC 5424 §6); undefined when it is not one. */
export function readRfc5424(text: string, from: number, priority: number): SyslogHeader | undefined {
  const words: string[] = [];
  let at = from;
  for (let i = 0; i < 5; i++) {
    const end = text.indexOf(' ', at);
    if (end <= at || end - at > 255) return undefined;
    words.push(text.slice(at, end));
    at = end + 1;
  }
  const [stamp, host, app, processId, messageId] = words as [string, string, string, string, string];
  const time = stamp === '-' ? null : readIso(stamp, 0, undefined);
  if (time === undefined || (time && time.end !== stamp.length)) return undefined;
  const data = readStructuredData(text, at);
  if (!data) return undefined;
  let start = data.end;
  if (text.charCodeAt(start) === 32) start++;
  if (text.charCodeAt(start) === 0xfeff) start++;
  return {
    format: 'rfc5424',
    priority,
    time: time?.time ?? null,
    host: value(host),
    app: value(app),
    processId: value(processId),
    messageId: value(messageId),
    structuredData: data.data,
    start,
  };
}

/** §6.2: NILVALUE. */
function value(word: string): string | null {
  return word === '-' ? null : word;
}

const maxParameters = 200;

/** §6.3: `-` or elements; in values `"`, `\` and `]` are escaped by a backslash. */
function readStructuredData(
  text: string,
  from: number,
): { data: StructuredData | null; end: number } | undefined {
  if (text.charCodeAt(from) === 45) return { data: null, end: from + 1 };
  const data: StructuredData = {};
  let at = from;
  let parameters = 0;
  while (text.charCodeAt(at) === 91) {
    let end = at + 1;
    while (end < text.length && !' ]='.includes(text[end]!)) end++;
    const id = text.slice(at + 1, end);
    if (id === '' || id === '__proto__' || text[end] === '=') return undefined;
    const element: { [name: string]: string } = {};
    data[id] = element;
    at = end;
    while (text.charCodeAt(at) === 32) {
      const equals = text.indexOf('="', at);
      if (equals < 0 || equals - at > 255 || ++parameters > maxParameters) return undefined;
      const read = readQuoted(text, equals + 2);
      if (!read) return undefined;
      const name = text.slice(at + 1, equals);
      if (name !== '__proto__') element[name] = read.value;
      at = read.end;
    }
    if (text.charCodeAt(at) !== 93) return undefined;
    at++;
  }
  return at > from ? { data, end: at } : undefined;
}

function readQuoted(text: string, from: number): { value: string; end: number } | undefined {
  let value = '';
  let start = from;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return { value: value + text.slice(start, i), end: i + 1 };
    if (code === 92 && '"\\]'.includes(text[i + 1] ?? ' ')) {
      value += text.slice(start, i);
      start = ++i;
    }
  }
  return undefined;
}
