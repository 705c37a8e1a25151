import { auditErrors } from '../errors.ts';

/**
 * A time as the API was given it, in the one form that is stored and compared as text.
 * @param text RFC 3339 with any offset
 * @param field of the input, for the error
 * @returns UTC with milliseconds and `Z`, of the years 0000 to 9999
 * @throws audit.time-unreadable for what no clock here shows, such as a second 60
 */
export function readTime(text: string, field: string): string {
  const time = Date.parse(text);
  const utc = Number.isNaN(time) ? '' : new Date(time).toISOString();
  // Beyond four digits of a year the text no longer sorts as the time does.
  if (!/^\d{4}-/.test(utc)) throw auditErrors['time-unreadable']({ field });
  return utc;
}

/**
 * Both ends of a range, read by `readTime`.
 * @throws audit.time-unreadable, audit.range-empty
 */
export function readRange(input: { readonly from: string; readonly to: string }): {
  readonly from: string;
  readonly to: string;
  /** The same in ms. */
  readonly span: { readonly from: number; readonly to: number };
} {
  const from = readTime(input.from, 'from');
  const to = readTime(input.to, 'to');
  if (!(from < to)) throw auditErrors['range-empty']({ field: 'to' });
  return { from, to, span: { from: Date.parse(from), to: Date.parse(to) } };
}
