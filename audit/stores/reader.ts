import type { Query } from '../core/query/ast.ts';
import type { EventDocument } from '../core/record.ts';

/** Events of `from` and later, before `to`, by `@timestamp`; ms since 1970 UTC. */
export type TimeRange = { readonly from?: number | undefined; readonly to?: number | undefined };

export type SearchOptions = TimeRange & {
  /** At most this many, up to 1,000. */
  readonly limit: number;
  /** What the page before gave; with the same query, range and order. */
  readonly cursor?: string | undefined;
  /**
   * By the second of `@timestamp`, within it by place in the evidence log (`placeOf`).
   * Newest first unless told otherwise.
   */
  readonly order?: 'newest' | 'oldest' | undefined;
};

export type SearchPage = {
  readonly items: readonly EventDocument[];
  /** Where the next page begins; null: there is none. */
  readonly cursor: string | null;
};

export type Bucket = { readonly from: number; readonly count: number };

export type Facet = { readonly value: string; readonly count: number };

/** What came into the store after a place in the evidence log. */
export type TailPage = {
  /** In the order of the log. */
  readonly items: readonly EventDocument[];
  /** Up to where was looked: `after` of the next call. */
  readonly last: number;
};

/**
 * Questions to a store. All wait in other threads or machines; all end with audit.search-timeout after the
 * store's limit and with `signal.reason` when it aborts. `matches` of core/query is what an answer has to agree with.
 */
export type EventReader = {
  search(query: Query, options: SearchOptions, signal: AbortSignal): Promise<SearchPage>;
  /** Null: not here (any more). */
  get(id: string, signal: AbortSignal): Promise<EventDocument | null>;
  count(query: Query, range: TimeRange, signal: AbortSignal): Promise<number>;
  /**
   * How many events in each of `buckets` (1 to 1,000) parts of equal length between `from` and `to`, empty
   * ones too. The length is rounded up to whole seconds, `from` down to its second.
   */
  histogram(
    query: Query,
    range: { readonly from: number; readonly to: number; readonly buckets: number },
    signal: AbortSignal,
  ): Promise<readonly Bucket[]>;
  /**
   * The most frequent values of a field (`facetTypeOf`), most frequent first, then by value; at
   * most `size`, up to 100. Values as `keywordOf` has them, addresses as `addressText`; an event counts once a value.
   */
  facets(
    query: Query,
    options: TimeRange & { readonly field: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<readonly Facet[]>;
  /** Looks at the events whose `index` is greater than `after`, as far as the store has them; at most `limit` items. */
  tail(
    query: Query,
    options: { readonly after: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<TailPage>;
};

/** Where an event stands among the others, see `SearchOptions.order`. */
export type Place = { readonly second: number; readonly index: number };

/** @returns seconds since 1970 UTC between 0 and 2^32 - 1; an event without a readable `@timestamp` stands at 0 */
export function placeOf({ fields, index }: Pick<EventDocument, 'fields' | 'index'>): Place {
  const stamp = fields['@timestamp'];
  const second = typeof stamp === 'string' ? Math.floor(Date.parse(stamp) / 1000) : 0;
  return { second: Number.isNaN(second) ? 0 : Math.min(Math.max(second, 0), 0xffff_ffff), index };
}
