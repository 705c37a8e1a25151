import type { Query } from '../../core/query/ast.ts';
import { leavesAt } from '../../core/query/fields.ts';
import { matches } from '../../core/query/match.ts';
import { timeOf } from '../../core/query/values.ts';
import { type EcsFields, type EventDocument, eventId } from '../../core/record.ts';
import type { Bucket, SearchOptions, TailPage, TimeRange } from '../reader.ts';
import { type Bounds, boundsOf, stretchesOf } from './bounds.ts';
import { except, isExact, type Plan, planOf } from './compile.ts';
import type { DayReader, StoredEvent } from './day-reader.ts';
import type { Pace } from './pace.ts';
import { allRanks, type Ranks, rankAt } from './rank.ts';

export type OpenDay = { readonly day: string; readonly reader: DayReader };

/** A query made ready for one day. */
export type Asked = OpenDay & {
  readonly ends: Ranks;
  readonly query: Query;
  readonly bounds: Bounds;
  readonly plan: Plan;
};

export const endless = Number.MAX_SAFE_INTEGER;

/** A query made ready for the days that have events in its time. */
export function asksOf(days: readonly OpenDay[], query: Query, range: TimeRange): Asked[] {
  const { bounds, rest } = boundsOf(query, range);
  return days.flatMap(({ day, reader }) => {
    const ends = reader.ends();
    if (ends === null || partsOf(bounds, ends).length === 0) return [];
    return [{ day, reader, ends, bounds, query: rest, plan: planOf(rest, reader.words) }];
  });
}

function fits({ query, bounds }: Asked, fields: EcsFields): boolean {
  return matches(query, fields) && inBounds(bounds, fields);
}

function inBounds({ from, to }: Bounds, fields: EcsFields): boolean {
  const stamp = leavesAt(fields, '@timestamp')[0];
  const time = (stamp === undefined ? null : timeOf(stamp)) ?? 0;
  return time >= from && time < to;
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The parts of a range of ranks that the bounds leave. */
function partsOf(bounds: Bounds, within: Ranks): { readonly ranks: Ranks; readonly partial: boolean }[] {
  return stretchesOf(bounds)
    .map(({ first, last, partial }) => {
      const low = rankAt(first);
      const high = rankAt(last + 1) - 1n;
      return {
        ranks: { low: later(low, within.low), high: earlier(high, within.high) },
        partial,
      };
    })
    .filter(({ ranks }) => ranks.low <= ranks.high);
}

/** The ranks of what is looked for, at most `limit`. */
export function* ranksOf(
  ask: Asked,
  within: Ranks,
  newestFirst: boolean,
  limit: number,
  pace: Pace,
): Generator<bigint> {
  const { plan, bounds, reader } = ask;
  const exact = isExact(plan);
  const parts = partsOf(bounds, within);
  if (newestFirst) parts.reverse();
  let left = limit;
  for (const { ranks, partial } of parts) {
    const checked = partial || !exact;
    for (const rank of reader.ranks(plan.maybe, ranks, newestFirst, checked ? endless : left)) {
      pace.step();
      if (checked && !fits(ask, reader.event(rank).fields)) continue;
      yield rank;
      left -= 1;
      if (left === 0) return;
    }
  }
}

export function countOf(ask: Asked, within: Ranks, pace: Pace): number {
  const { plan, bounds, reader } = ask;
  const exact = isExact(plan);
  let count = 0;
  for (const { ranks, partial } of partsOf(bounds, within)) {
    pace.step();
    if (!partial) count += reader.count(plan.sure, ranks);
    if (!partial && exact) continue;
    const unsure = partial ? plan.maybe : except(plan.maybe, plan.sure);
    for (const rank of reader.ranks(unsure, ranks, true, endless)) {
      pace.step();
      if (fits(ask, reader.event(rank).fields)) count += 1;
    }
  }
  return count;
}

function documentOf(day: string, { index, fields }: StoredEvent): EventDocument {
  return { id: eventId(Date.parse(`${day}T00:00:00Z`), index), index, day, fields };
}

type Hit = { readonly rank: bigint; readonly ask: Asked };

export type Found = { readonly items: readonly EventDocument[]; readonly last: bigint | null };

/** @param cursor the last rank of the page before. @returns `last`: the cursor of the next page */
export function search(
  days: readonly OpenDay[],
  query: Query,
  options: Omit<SearchOptions, 'cursor'> & { readonly cursor: bigint | null },
  pace: Pace,
): Found {
  const newestFirst = options.order !== 'oldest';
  const before = (a: bigint, b: bigint) => (newestFirst ? a > b : a < b);
  const within: Ranks =
    options.cursor === null
      ? allRanks
      : newestFirst
        ? { low: 0n, high: options.cursor - 1n }
        : { low: options.cursor + 1n, high: allRanks.high };
  const first = ({ ends }: Asked) => (newestFirst ? ends.high : ends.low);
  const asks = asksOf(days, query, options).sort((a, b) => (before(first(a), first(b)) ? -1 : 1));
  let hits: Hit[] = [];
  const wanted = options.limit + 1;
  for (const ask of asks) {
    const worst = hits.length < wanted ? null : hits[wanted - 1]!.rank;
    if (worst !== null && before(worst, first(ask))) break;
    pace.step();
    for (const rank of ranksOf(ask, within, newestFirst, wanted, pace)) {
      if (worst !== null && before(worst, rank)) break;
      hits.push({ rank, ask });
    }
    hits = hits.sort((a, b) => (before(a.rank, b.rank) ? -1 : 1)).slice(0, wanted);
  }
  const page = hits.slice(0, options.limit);
  return {
    items: page.map(({ rank, ask }) => documentOf(ask.day, ask.reader.event(rank))),
    last: hits.length > options.limit ? page.at(-1)!.rank : null,
  };
}

export function count(days: readonly OpenDay[], query: Query, range: TimeRange, pace: Pace): number {
  return asksOf(days, query, range).reduce((sum, ask) => sum + countOf(ask, allRanks, pace), 0);
}

export function histogram(
  days: readonly OpenDay[],
  query: Query,
  range: { readonly from: number; readonly to: number; readonly buckets: number },
  pace: Pace,
): Bucket[] {
  const from = Math.floor(range.from / 1000);
  const width = Math.max(1, Math.ceil((range.to / 1000 - from) / range.buckets));
  const asks = asksOf(days, query, { from: from * 1000, to: range.to });
  return Array.from({ length: range.buckets }, (_, i) => {
    const first = from + i * width;
    const within = { low: rankAt(Math.max(first, 0)), high: rankAt(Math.max(first + width, 0)) - 1n };
    const counts = asks.map((ask) =>
      ask.ends.high < within.low || ask.ends.low > within.high ? 0 : countOf(ask, within, pace),
    );
    return { from: first * 1000, count: counts.reduce((a, b) => a + b, 0) };
  });
}

/** Events that are looked at in one call of `tail`. */
const tailStretch = 2_000;

export function tail(
  days: readonly OpenDay[],
  query: Query,
  { after, limit }: { readonly after: number; readonly limit: number },
  pace: Pace,
): TailPage {
  const places = days
    .flatMap((open) => open.reader.indexesAfter(after, tailStretch).map((index) => ({ index, open })))
    .sort((a, b) => a.index - b.index)
    .slice(0, tailStretch);
  const items: EventDocument[] = [];
  let last = after;
  for (const { index, open } of places) {
    pace.step();
    const event = open.reader.byIndex(index);
    last = index;
    if (event && matches(query, event.fields)) items.push(documentOf(open.day, event));
    if (items.length === limit) break;
  }
  return { items, last };
}
