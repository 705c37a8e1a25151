import type { EcsValue } from '../record.ts';
import type { TimePart } from './ast.ts';

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * A part of a date as it is written; no time zone is applied (Sigma 2.1 "Time Modifiers": "not designed to
 * handle timezone or format conversions"). Numbers are seconds or milliseconds since 1970, UTC.
 */
export function timePart(value: EcsValue, part: TimePart): number | undefined {
  const time = typeof value === 'string' ? wallTime(value) : timeOf(value);
  if (time === undefined) return undefined;
  const date = new Date(time);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
    case 'week':
      return isoWeek(date);
  }
}

/** Time of an event in ms since 1970 UTC; a text without zone is UTC. */
export function timeOf(value: EcsValue | undefined): number | undefined {
  if (typeof value === 'string') {
    const zone = written.exec(value)?.[8];
    const wall = wallTime(value);
    return wall === undefined ? numeric(value) : wall - offsetOf(zone);
  }
  return typeof value === 'number' ? scaled(value) : undefined;
}

function numeric(text: string): number | undefined {
  return /^\d{9,19}(\.\d+)?$/.test(text) ? scaled(Number(text)) : undefined;
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by size. */
function scaled(number: number): number | undefined {
  if (!Number.isFinite(number) || number < 0) return undefined;
  const ms =
    number < 1e11 ? number * 1000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6;
  return ms <= 8.64e15 ? Math.floor(ms) : undefined;
}

function wallTime(text: string): number | undefined {
  const found = written.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = found;
  const ms = Number(`${fraction}000`.slice(0, 3));
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  );
  return Number(month) <= 12 && Number(day) <= 31 && Number(hour) <= 24 ? time : undefined;
}

function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Weeks begin on Monday; week 1 has the first Thursday of the year (ISO 8601). */
function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - start) / 86_400_000 + 1) / 7);
}
