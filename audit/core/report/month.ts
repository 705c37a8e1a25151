import { fromLocal, offsetAt } from '../parse/time.ts';

/** From its first midnight to the next month's, local time; ms since 1970 UTC, `to` is outside. */
export type Period = { readonly from: number; readonly to: number };

const minute = 60_000;
const day = 24 * 60 * minute;

/** Monday to Friday, minutes of the local day; as the rule on reads outside working hours has them. */
export const workingHours = { from: 8 * 60, to: 18 * 60 + 30, days: [1, 2, 3, 4, 5] } as const;

/** @param month `2026-11` */
export function periodOf(month: string, zone: string): Period {
  const year = Number(month.slice(0, 4));
  const index = Number(month.slice(5, 7)) - 1;
  return {
    from: fromLocal(Date.UTC(year, index, 1), zone),
    to: fromLocal(Date.UTC(year, index + 1, 1), zone),
  };
}

/** The local month that a time is in. */
export function monthAt(time: number, zone: string): string {
  return localText(time, zone).slice(0, 7);
}

export function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - 1);
  return first.toISOString().slice(0, 7);
}

/** `2026-11-22 16:20` in local time. */
export function localText(time: number, zone: string): string {
  return new Date(time + offsetAt(zone, time)).toISOString().slice(0, 16).replace('T', ' ');
}

/** Whether a time is in the working hours of a weekday; public holidays are not known here. */
export function isWorkingTime(time: number, zone: string): boolean {
  const local = new Date(time + offsetAt(zone, time));
  const minutes = local.getUTCHours() * 60 + local.getUTCMinutes();
  if (!(workingHours.days as readonly number[]).includes(local.getUTCDay())) return false;
  return minutes >= workingHours.from && minutes < workingHours.to;
}

/** Local days of a period, the first 0, and how many there are. */
export function dayIndex(time: number, period: Period, zone: string): number {
  const local = (at: number) => Math.floor((at + offsetAt(zone, at)) / day);
  return local(time) - local(period.from);
}

export function daysOf(period: Period, zone: string): number {
  return dayIndex(period.to - 1, period, zone) + 1;
}
