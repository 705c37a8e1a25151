import { createHash, type Hash } from 'node:crypto';
import type { EventDocument } from '../../core/record.ts';

/** What a store holds of one day of receipt. `root`: SHA-256 over the ids in their order, a line each. */
export type DaySummary = { readonly day: string; readonly count: number; readonly root: string };

/** A day of which two stores do not hold the same events; null: one of them holds none. */
export type DayDifference = {
  readonly day: string;
  readonly from: Omit<DaySummary, 'day'> | null;
  readonly to: Omit<DaySummary, 'day'> | null;
};

export type SummaryBuilder = {
  /** Takes events in the order of the log. @throws Error when they are not: the store answers wrongly */
  add(documents: readonly Pick<EventDocument, 'id' | 'index' | 'day'>[]): void;
  /** Oldest day first. */
  days(): readonly DaySummary[];
};

/** Sums up a store while it is read: within a day the order of the log is the order of the ids. */
export function summaryBuilder(): SummaryBuilder {
  const days = new Map<string, { count: number; hash: Hash }>();
  let last = -1;
  return {
    add(documents) {
      for (const { id, index, day } of documents) {
        if (index <= last) throw new Error(`event ${id} came after place ${last} of the log`);
        last = index;
        const sum = days.get(day) ?? { count: 0, hash: createHash('sha256') };
        days.set(day, sum);
        sum.count += 1;
        sum.hash.update(`${id}\n`);
      }
    },
    days: () =>
      [...days]
        .map(([day, { count, hash }]) => ({ day, count, root: hash.copy().digest('hex') }))
        .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

/** The days in which two summaries differ, oldest first; none: both stores hold the same events. */
export function differences(
  from: readonly DaySummary[],
  to: readonly DaySummary[],
): readonly DayDifference[] {
  const other = new Map(to.map((each) => [each.day, each]));
  const days = [...new Set([...from, ...to].map(({ day }) => day))].sort();
  const own = new Map(from.map((each) => [each.day, each]));
  const plain = (each: DaySummary | undefined) => (each ? { count: each.count, root: each.root } : null);
  return days
    .filter(
      (day) => own.get(day)?.root !== other.get(day)?.root || own.get(day)?.count !== other.get(day)?.count,
    )
    .map((day) => ({ day, from: plain(own.get(day)), to: plain(other.get(day)) }));
}
