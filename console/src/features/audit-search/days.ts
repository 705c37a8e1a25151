import { formatDate } from '../../lib/format.ts';
import { firstOf } from './fields.ts';
import type { FoundEvent } from './queries.ts';
import { type Kind, kindOf } from './words.ts';

export type Dot = {
  readonly id: string;
  /** Local day, `2026-11-22`. */
  readonly day: string;
  /** Hours since its midnight. */
  readonly hour: number;
  readonly kind: Kind;
  readonly event: FoundEvent;
};

/** Places events on the lines of their local days, the latest day first. */
export function dotsOf(events: readonly FoundEvent[]): {
  readonly days: readonly string[];
  readonly dots: readonly Dot[];
} {
  const dots = events.flatMap((event): Dot[] => {
    const at = new Date(firstOf(event.fields, '@timestamp') ?? '');
    if (Number.isNaN(at.getTime())) return [];
    const hour = at.getHours() + at.getMinutes() / 60 + at.getSeconds() / 3600;
    return [{ id: event.id, day: formatDate(at.toISOString()), hour, kind: kindOf(event.fields), event }];
  });
  const days = [...new Set(dots.map(({ day }) => day))].sort().reverse();
  return { days, dots };
}
