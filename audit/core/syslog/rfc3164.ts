import { digits, fromLocal, monthOf, readClock, readIso, withoutYear, type Zone } from '../parse/time.ts';
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
  const stamp = readStamp(text, priority === null ? from : afterCount(text, from), context);
  if (!stamp) return undefined;
  let at = skip(text, stamp.end, 58);
  at = skip(text, at, 32);
  let host: string | null = null;
  const end = wordEnd(text, at);
  const last = text.charCodeAt(end - 1);
  // A word that ends in a colon is a tag: nothing wrote the host. So is one with a process id.
  if (end > at && last !== 58 && last !== 93 && text.charCodeAt(at) !== 91 && !isMessage(text, at, end)) {
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

/** Cisco counts its messages, `55: `, and marks a clock that was never set, `*Nov 22`. */
function afterCount(text: string, from: number): number {
  let at = from;
  while (at - from < 10 && digits(text, at, 1) >= 0) at++;
  if (at > from) {
    if (text.charCodeAt(at) !== 58 || text.charCodeAt(at + 1) !== 32) return from;
    at += 2;
  }
  const mark = text.charCodeAt(at);
  return mark === 42 || mark === 46 ? at + 1 : at;
}

/** A pair or the head of CEF or LEEF: the message at once, nothing wrote the host. */
function isMessage(text: string, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 124 || (code === 61 && i > from)) return true;
  }
  return false;
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
    return clock && withYear(text, clock, { year, month, day }, timeZone);
  }
  const clock = readClock(text, next);
  return clock && behindClock(text, clock, { month, day }, { receivedAt, timeZone });
}

/** What some write behind the time: `:123` (ms, H3C), `+08:00` (Huawei), ` CST:` (Cisco), ` 2026` (H3C, BSD). */
function behindClock(
  text: string,
  clock: { ms: number; end: number },
  { month, day }: { month: number; day: number },
  { receivedAt, timeZone }: SyslogContext,
): { time: number | null; end: number } {
  let { ms, end } = clock;
  if (text.charCodeAt(end) === 58 && digits(text, end + 1, 3) >= 0 && text.charCodeAt(end + 4) === 32) {
    ms += digits(text, end + 1, 3);
    end += 4;
  }
  let zone = timeZone;
  const sign = text.charCodeAt(end);
  const named = text.charCodeAt(end) === 32 ? /^ [A-Z]{3,4}:/.exec(text.slice(end, end + 6))?.[0] : undefined;
  if (named !== undefined || ((sign === 43 || sign === 45) && digits(text, end + 1, 2) >= 0)) {
    // The day does not matter: an offset in numbers is the same on all, a name is read by its table.
    const read = readIso(`2000-01-01T00:00:00${text.slice(end, end + 7)}`, 0, timeZone);
    if (read && read.end > 19) {
      zone = (Date.UTC(2000, 0) - read.time) / 60_000;
      end += read.end - 19;
    }
  }
  const year = text.charCodeAt(end) === 32 && text.charCodeAt(end + 5) === 32 ? digits(text, end + 1, 4) : -1;
  if (year > 1970) return { time: fromLocal(Date.UTC(year, month, day) + ms, zone), end: end + 5 };
  const s = Math.floor(ms / 1000);
  return { time: withoutYear({ month, day, h: 0, m: 0, s, ms: ms % 1000 }, receivedAt, zone), end };
}

/** `Nov 22 2026 16:20:31`, with an offset or none. */
function withYear(
  text: string,
  { ms, end }: { ms: number; end: number },
  { year, month, day }: { year: number; month: number; day: number },
  zone: Zone | undefined,
): { time: number; end: number } {
  const local = Date.UTC(year, month, day) + ms;
  const sign = text.charCodeAt(end);
  if ((sign !== 43 && sign !== 45) || digits(text, end + 1, 2) < 0)
    return { time: fromLocal(local, zone), end };
  const read = readIso(`2000-01-01T00:00:00${text.slice(end, end + 6)}`, 0, zone)!;
  return { time: local + read.time - Date.UTC(2000, 0), end: end + read.end - 19 };
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
