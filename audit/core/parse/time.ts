/** Minutes east of UTC, or an IANA name. */
export type Zone = number | string;

const hour = 3_600_000;
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** 0 to 11 for `Jan` to `Dec`, else -1. */
export function monthOf(text: string, at: number): number {
  const found = months.indexOf(text.slice(at, at + 3));
  return found % 3 === 0 ? found / 3 : -1;
}

/** The number that the `count` decimal digits at `at` write, or -1. */
export function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const dayMs = 24 * hour;
const pairs = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
const triples = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'));
/** Days seen last, one of even and one of odd number: that of the event and that of the receipt. */
const days = [Number.NaN, Number.NaN];
const dayTexts = ['', ''];

/**
 * RFC 3339 in UTC with milliseconds; undefined outside the years that this can write. Every record has two or
 * three times, most of one day: the day is kept.
 */
export function iso(time: number | null | undefined): string | undefined {
  if (time === null || time === undefined || !(Math.abs(time) < 8.64e15)) return undefined;
  const whole = Math.trunc(time);
  const day = Math.floor(whole / dayMs);
  const slot = day & 1;
  if (day !== days[slot]) {
    const text = new Date(day * dayMs).toISOString();
    if (text.length !== 24) return undefined;
    dayTexts[slot] = text.slice(0, 11);
    days[slot] = day;
  }
  const ms = whole - day * dayMs;
  const s = Math.floor(ms / 1000);
  const m = Math.floor(s / 60);
  return `${dayTexts[slot]}${pairs[Math.floor(m / 60)]}:${pairs[m % 60]}:${pairs[s % 60]}.${triples[ms % 1000]}Z`;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();
const offsets = new Map<string, Map<number, number>>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    // An unknown name reads as UTC; `isZone` is for those who must refuse it.
  }
  if (formats.size > 100) formats.clear();
  formats.set(zone, format);
  return format;
}

export function isZone(zone: string): boolean {
  return formatOf(zone) !== null;
}

/** Offset of a zone at a time in UTC, in ms east. */
export function offsetAt(zone: Zone | undefined, time: number): number {
  if (zone === undefined || zone === 'UTC') return 0;
  if (typeof zone === 'number') return zone * 60_000;
  const bucket = Math.floor(time / (hour / 4));
  let ofZone = offsets.get(zone);
  if (!ofZone) {
    if (offsets.size > 100) offsets.clear();
    ofZone = new Map();
    offsets.set(zone, ofZone);
  }
  const known = ofZone.get(bucket);
  if (known !== undefined) return known;
  const name = formatOf(zone)
    ?.formatToParts(bucket * (hour / 4))
    .find(({ type }) => type === 'timeZoneName')?.value;
  const match = name && /GMT([+-])(\d\d):(\d\d)/.exec(name);
  const offset = match
    ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
    : 0;
  if (ofZone.size > 10_000) ofZone.clear();
  ofZone.set(bucket, offset);
  return offset;
}

/** A wall clock time, given as if it were UTC, in a zone; in ms since 1970 UTC. */
export function fromLocal(local: number, zone: Zone | undefined): number {
  const guess = local - offsetAt(zone, local);
  return local - offsetAt(zone, guess);
}

/**
 * A day and time without a year, in the year that makes it the latest one not after `receivedAt` (a clock
 * may go a day too fast). RFC 3164 §4.1.2 leaves the year out.
 */
export function withoutYear(
  at: { month: number; day: number; h: number; m: number; s: number; ms: number },
  receivedAt: number,
  zone: Zone | undefined,
): number | null {
  const latest = receivedAt + 24 * hour;
  const first = new Date(latest + offsetAt(zone, latest)).getUTCFullYear();
  for (let year = first; year > first - 9; year--) {
    const local = Date.UTC(year, at.month, at.day, at.h, at.m, at.s, at.ms);
    if (new Date(local).getUTCDate() !== at.day) continue;
    const time = fromLocal(local, zone);
    if (time <= latest) return time;
  }
  return null;
}

type ReadTime = { readonly time: number; readonly end: number };

/** Abbreviations with one meaning in practice, as minutes east. */
const zoneNames: Readonly<Record<string, number>> = {
  Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180,
  PKT: 300, HKT: 480, SGT: 480, AWST: 480, JST: 540, KST: 540, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780,
  AKST: -540, AKDT: -480, PST: -480, PDT: -420, MST: -420, MDT: -360, CDT: -300, EST: -300, EDT: -240,
}; // biome-ignore format: a table of names

/** Those with several; the first is meant unless the source is in one of the others. */
const shared: Readonly<Record<string, readonly [minutes: number, elsewhere: RegExp]>> = {
  // China, where the readers of these logs are; North America.
  CST: [480, /^(?:America|Canada|US)\//],
  // India; Israel; Ireland.
  IST: [330, /^(?:Asia\/Jerusalem|Europe\/Dublin|Israel|Eire)$/],
};

/**
 * `2026-11-22T16:20:31.123456+08:00` and its relatives: `T` or a space, `.` or `,` before the fraction, `Z`,
 * an offset, or (after a space) an abbreviation as PostgreSQL writes; without any, the time of `zone`.
 * @returns the time in ms and where it ends, or undefined
 */
export function readIso(text: string, at: number, zone: Zone | undefined): ReadTime | undefined {
  const year = digits(text, at, 4);
  const month = digits(text, at + 5, 2);
  const day = digits(text, at + 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const separator = text.charCodeAt(at + 4);
  if ((separator !== 45 && separator !== 47) || text.charCodeAt(at + 7) !== separator) return undefined;
  const middle = text.charCodeAt(at + 10);
  if (middle !== 84 && middle !== 32 && middle !== 116) return undefined;
  const clock = readClock(text, at + 11);
  if (!clock) return undefined;
  const local = Date.UTC(year, month - 1, day) + clock.ms;
  const said = readOffset(text, clock.end, zone);
  if (said.minutes !== undefined) return { time: local - said.minutes * 60_000, end: said.end };
  return { time: fromLocal(local, zone), end: said.end };
}

/** `16:20:31` with an optional fraction, in ms of the day. */
export function readClock(text: string, at: number): { ms: number; end: number } | undefined {
  const h = digits(text, at, 2);
  const m = digits(text, at + 3, 2);
  const s = digits(text, at + 6, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return undefined;
  if (text.charCodeAt(at + 2) !== 58 || text.charCodeAt(at + 5) !== 58) return undefined;
  let end = at + 8;
  let ms = 0;
  const mark = text.charCodeAt(end);
  if ((mark === 46 || mark === 44) && digits(text, end + 1, 1) >= 0) {
    let scale = 100;
    for (end++; digits(text, end, 1) >= 0; end++) {
      ms += (text.charCodeAt(end) - 48) * scale;
      scale /= 10;
    }
  }
  return { ms: ((h * 60 + m) * 60 + s) * 1000 + Math.floor(ms), end };
}

function readOffset(text: string, at: number, zone: Zone | undefined): { minutes?: number; end: number } {
  const mark = text.charAt(at);
  if (mark === 'Z' || mark === 'z') return { minutes: 0, end: at + 1 };
  const spaced = mark === ' ';
  const start = spaced ? at + 1 : at;
  const sign = text.charAt(start);
  if (sign === '+' || sign === '-') {
    const h = digits(text, start + 1, 2);
    if (h < 0 || h > 15) return { end: at };
    const colon = text.charAt(start + 3) === ':' ? 1 : 0;
    const m = digits(text, start + 3 + colon, 2);
    const minutes = (h * 60 + Math.max(0, m)) * (sign === '-' ? -1 : 1);
    return { minutes, end: m < 0 ? start + 3 : start + 5 + colon };
  }
  if (!spaced) return { end: at };
  let end = start;
  while (end < start + 6 && text.charCodeAt(end) >= 65 && text.charCodeAt(end) <= 90) end++;
  const after = text.charAt(end);
  if (end - start < 3 || end - start > 5 || !(after === '' || ' ,[:'.includes(after))) return { end: at };
  const name = text.slice(start, end);
  const known = zoneNames[name];
  if (known !== undefined) return { minutes: known, end };
  const several = shared[name];
  if (several && !(typeof zone === 'string' && several[1].test(zone))) return { minutes: several[0], end };
  // Log levels stand where a zone would: `2026-11-22 16:20:31 ERROR`.
  return /^(?:[A-Z]?[SD]T|[A-Z]{1,2}[SD]?T)$/.test(name) ? { end } : { end: at };
}

/** `22/Nov/2026:16:20:31 +0800`, as web servers write it. */
export function readCommonStamp(text: string, at: number, zone: Zone | undefined): ReadTime | undefined {
  const day = digits(text, at, 2);
  const month = monthOf(text, at + 3);
  const year = digits(text, at + 7, 4);
  const clock = readClock(text, at + 12);
  if (day < 1 || month < 0 || year < 0 || !clock) return undefined;
  const local = Date.UTC(year, month, day) + clock.ms;
  const sign = text.charAt(clock.end + 1);
  if (sign !== '+' && sign !== '-') return { time: fromLocal(local, zone), end: clock.end };
  const minutes = digits(text, clock.end + 2, 2) * 60 + digits(text, clock.end + 4, 2);
  return { time: local - (sign === '-' ? -minutes : minutes) * 60_000, end: clock.end + 6 };
}
