import type { Client, estypes } from '@elastic/elasticsearch';
import type { Query } from '../../core/query/ast.ts';
import { facetTypeOf } from '../../core/query/fields.ts';
import type { EcsFields, EventDocument } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { Bucket, EventReader, TimeRange } from '../reader.ts';
import { faultOf } from './faults.ts';
import type { IndexNames } from './names.ts';
import { toDsl } from './query.ts';

type Source = Pick<EventDocument, 'index' | 'day'> & { readonly event: string };
type Dsl = estypes.QueryDslQueryContainer;

export type ReaderDeps = {
  readonly client: Client;
  readonly names: IndexNames;
  readonly timeoutMs: number;
  /** Documents from this place of the log on may still be under way. */
  underWay(): number;
};

/** An answer of some of the shards only is no answer. */
const whole = { allow_partial_search_results: false, ignore_unavailable: true } as const;

/** Facets of one shard are cut to this many values before they are added up. */
const shardValues = 5000;

export function readerOf({ client, names, timeoutMs, underWay }: ReaderDeps): EventReader {
  const index = [...names.patterns];
  const seconds = Math.round(timeoutMs / 1000);

  async function ask<T>(signal: AbortSignal, question: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await question();
    } catch (error) {
      throw faultOf(error, signal, seconds);
    }
  }

  async function searched(request: estypes.SearchRequest, signal: AbortSignal) {
    const answer = await client.search<Source>(
      { index, timeout: `${timeoutMs}ms`, track_total_hits: false, ...whole, ...request },
      { signal, requestTimeout: timeoutMs },
    );
    if (answer.timed_out) throw auditErrors['search-timeout']({ seconds });
    return answer;
  }

  return {
    search: (query, options, signal) =>
      ask(signal, async () => {
        const { limit, cursor, order = 'newest' } = options;
        const direction = order === 'newest' ? 'desc' : 'asc';
        // Second and place order all events without ties, so a page needs no snapshot to go on from.
        const { hits } = await searched(
          {
            query: filtered(query, options),
            sort: [{ second: direction }, { index: direction }],
            size: limit + 1,
            ...(cursor !== undefined && { search_after: readCursor(cursor) }),
          },
          signal,
        );
        const page = hits.hits.slice(0, limit);
        const more = hits.hits.length > limit;
        return { items: page.map(documentOf), cursor: more ? cursorOf(page.at(-1)!) : null };
      }),

    get: (id, signal) =>
      ask(signal, async () => {
        const day = /^(\d{4})(\d\d)(\d\d)-[0-9a-f]{12,14}$/.exec(id);
        if (!day) return null;
        const docs = names.ofDay(day.slice(1).join('-')).map((_index) => ({ _index, _id: id }));
        const found = await client.mget<Source>({ docs }, { signal, requestTimeout: timeoutMs });
        for (const each of found.docs) {
          if ('found' in each && each.found) return documentOf(each);
          if ('error' in each && each.error.type !== 'index_not_found_exception') {
            throw auditErrors['elasticsearch-away']({ reason: each.error.reason ?? each.error.type });
          }
        }
        return null;
      }),

    count: (query, range, signal) =>
      ask(signal, async () => {
        const { hits } = await searched(
          { query: filtered(query, range), size: 0, track_total_hits: true },
          signal,
        );
        return typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0);
      }),

    histogram: (query, { from, to, buckets }, signal) =>
      ask(signal, async () => {
        const begin = Math.floor(from / 1000) * 1000;
        const length = Math.max(1, Math.ceil((to - begin) / 1000 / buckets)) * 1000;
        const answer = await searched(
          {
            query: filtered(query, { from: begin, to }),
            size: 0,
            aggs: {
              times: {
                date_histogram: {
                  field: 'time',
                  fixed_interval: `${length}ms`,
                  offset: `${begin % length}ms`,
                  min_doc_count: 1,
                },
              },
            },
          },
          signal,
        );
        const found = (answer.aggregations?.times as estypes.AggregationsDateHistogramAggregate | undefined)
          ?.buckets;
        const counts = new Map(
          (Array.isArray(found) ? found : []).map((each) => [Number(each.key), each.doc_count]),
        );
        return Array.from({ length: buckets }, (_, i): Bucket => {
          const at = begin + i * length;
          return { from: at, count: counts.get(at) ?? 0 };
        });
      }),

    facets: (query, { field, size, ...range }, signal) =>
      ask(signal, async () => {
        const type = facetTypeOf(field);
        if (!type) throw auditErrors['facet-field']({ field });
        const answer = await searched(
          {
            query: filtered(query, range),
            size: 0,
            aggs: {
              values: {
                terms: {
                  field: type === 'ip' ? `ip.${field}.text` : `keyword.${field}`,
                  size,
                  shard_size: Math.max(shardValues, size),
                  order: [{ _count: 'desc' }, { _key: 'asc' }],
                },
              },
            },
          },
          signal,
        );
        const found = (answer.aggregations?.values as estypes.AggregationsStringTermsAggregate | undefined)
          ?.buckets;
        return (Array.isArray(found) ? found : []).map((each) => ({
          value: String(each.key),
          count: each.doc_count,
        }));
      }),

    tail: (query, { after, limit }, signal) =>
      ask(signal, async () => {
        // What was taken must be found, or a later call would never come back to it.
        const bound = underWay() - 1;
        await client.indices.refresh(
          { index, ignore_unavailable: true },
          { signal, requestTimeout: timeoutMs },
        );
        const newest = await searched(
          {
            query: range('index', { gt: after, ...(Number.isFinite(bound) && { lte: bound }) }),
            sort: [{ index: 'desc' }],
            size: 1,
            _source: false,
          },
          signal,
        );
        const last = Number(newest.hits.hits[0]?.sort?.[0] ?? after);
        if (last === after) return { items: [], last };
        const { hits } = await searched(
          {
            query: { bool: { filter: [toDsl(query), range('index', { gt: after, lte: last })] } },
            sort: [{ index: 'asc' }],
            size: limit,
          },
          signal,
        );
        const items = hits.hits.map(documentOf);
        return { items, last: items.length === limit ? items.at(-1)!.index : last };
      }),
  };
}

function filtered(query: Query, { from, to }: TimeRange): Dsl {
  const filter = [toDsl(query)];
  if (from !== undefined || to !== undefined) {
    filter.push(
      range('time', { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) }),
    );
  }
  return { bool: { filter } };
}

function range(field: string, bounds: { gt?: number; gte?: number; lt?: number; lte?: number }): Dsl {
  return { range: { [field]: bounds } };
}

function documentOf({ _id, _source }: { readonly _id?: string; readonly _source?: Source }): EventDocument {
  const { index, day, event } = _source!;
  return { id: _id!, index, day, fields: JSON.parse(event) as EcsFields };
}

function cursorOf({ sort }: estypes.SearchHit<Source>): string {
  return (sort ?? []).join('.');
}

/** @throws audit.search-cursor */
function readCursor(cursor: string): number[] {
  if (!/^\d{1,10}\.\d{1,15}$/.test(cursor)) throw auditErrors['search-cursor']();
  return cursor.split('.').map(Number);
}
