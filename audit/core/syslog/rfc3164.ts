import { digits, monthOf, readClock, readIso, withoutYear } from '../parse/time.ts';
import type { SyslogContext, SyslogHeader } from './header.ts';

/**
 * Time, host and tag after RFC 3164 §4.1, with what daemons really write: a year or a fraction in the time,
 * RFC 3339 times, no host, no tag, tags longer than 32 characters.
 */
export function readRfc3164(
  text: string,
  from: number,
  priority: number | null,
  context: SyslogContext,
): SyslogHeader | undefined {
  const stamp = readStamp(text, from, context);
  if (!stamp) return undefined;
  let at = skip(text, stamp.end, 58);
  at = skip(text, at, 32);
  let host: string | null = null;
  const end = wordEnd(text, at);
  const last = text.charCodeAt(end - 1);
  // A word that ends in a colon is a tag: nothing wrote the host. So is one with a process id.
  if (end > at && last !== 58 && last !== 93 && text.charCodeAt(at) !== 91 && !isPair(text, at, end)) {
    host = text.slice(at, end);
    at = skip(text, end, 32);
  }
  const tag = readTag(text, at);
  return {
    format: 'rfc3164',
    priority,
    time: stamp.time,
    host,
    app: tag?.app ?? null,
    processId: tag?.processId ?? null,
    messageId: null,
    structuredData: null,
    start: tag?.end ?? at,
  };
}

function isPair(text: string, from: number, end: number): boolean {
  const equals = text.indexOf('=', from);
  return equals > from && equals < end;
}

function skip(text: string, from: number, code: number): number {
  let at = from;
  while (text.charCodeAt(at) === code) at++;
  return at;
}

const longestHost = 255;

function wordEnd(text: string, from: number): number {
  let at = from;
  const limit = Math.min(text.length, from + longestHost + 1);
  while (at < limit && text.charCodeAt(at) > 32) at++;
  return at - from > longestHost ? from : at;
}

function readStamp(
  text: string,
  at: number,
  { receivedAt, timeZone }: SyslogContext,
): { time: number | null; end: number } | undefined {
  const first = text.charCodeAt(at);
  if (first >= 48 && first <= 57) {
    const read = text.charCodeAt(at + 10) === 84 ? readIso(text, at, timeZone) : undefined;
    return read && text.charCodeAt(read.end) === 32 ? read : undefined;
  }
  const month = monthOf(text, at);
  if (month < 0 || text.charCodeAt(at + 3) !== 32) return undefined;
  const padded = text.charCodeAt(at + 4) === 32;
  const single = !padded && text.charCodeAt(at + 5) === 32;
  const day = padded || single ? digits(text, at + (padded ? 5 : 4), 1) : digits(text, at + 4, 2);
  let next = at + (single ? 5 : 6);
  if (day < 1 || day > 31 || text.charCodeAt(next) !== 32) return undefined;
  next++;
  const year = digits(text, next, 4);
  if (year > 1970 && text.charCodeAt(next + 4) === 32) {
    const clock = readClock(text, next + 5);
    if (!clock) return undefined;
    const stamp = `${year}-${pad(month + 1)}-${pad(day)} ${text.slice(next + 5, clock.end)}`;
    const read = readIso(stamp, 0, timeZone);
    return read && { time: read.time, end: clock.end };
  }
  const clock = readClock(text, next);
  if (!clock) return undefined;
  const s = Math.floor(clock.ms / 1000);
  const time = withoutYear({ month, day, h: 0, m: 0, s, ms: clock.ms % 1000 }, receivedAt, timeZone);
  return { time, end: clock.end };
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const longestTag = 128;

/** `tag:`, `tag[123]:` or `tag[123]`; undefined when the message begins without one. */
function readTag(
  text: string,
  from: number,
): { app: string; processId: string | null; end: number } | undefined {
  const limit = Math.min(text.length, from + longestTag);
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) {
      if (at === from) return undefined;
      const next = text.charCodeAt(at + 1);
      // `a:b` is no tag: the colon of one ends it.
      if (!Number.isNaN(next) && next !== 32 && next !== 9) continue;
      return { app: text.slice(from, at), processId: null, end: skip(text, at + 1, 32) };
    }
    if (code === 91) {
      const close = text.indexOf(']', at);
      if (at === from || close < 0 || close > at + 32) return undefined;
      let end = close + 1;
      if (text.charCodeAt(end) === 58) end++;
      else if (end < text.length && text.charCodeAt(end) !== 32) return undefined;
      return { app: text.slice(from, at), processId: text.slice(at + 1, close), end: skip(text, end, 32) };
    }
    if (code <= 32) return undefined;
  }
  return undefined;
}
