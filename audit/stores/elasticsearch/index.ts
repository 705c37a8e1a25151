import type { Clock } from '#platform/kernel/clock.ts';
import type { AppError } from '#platform/kernel/errors.ts';
import type { Pauses } from '../../core/pauses.ts';
import { auditErrors } from '../../errors.ts';
import type { EventWriter } from '../../ports.ts';
import type { StoreHealth } from '../health.ts';
import type { EventReader } from '../reader.ts';
import { connect, type ElasticsearchConnection } from './client.ts';
import { type Days, daysOf, type Retention } from './days.ts';
import { faultOf } from './faults.ts';
import { healthOf } from './health.ts';
import { indexNames } from './names.ts';
import { readerOf } from './reader.ts';
import { setUp } from './set-up.ts';
import { writerOf } from './writer.ts';

export type ElasticsearchStoreOptions = Omit<ElasticsearchConnection, 'requestTimeoutMs'> & {
  /** Begins the name of every index, template and policy. */
  readonly prefix: string;
  readonly shards: number;
  readonly replicas: number;
  readonly retentionDays: number;
  readonly clock: Clock;
  /** After which an unanswered request counts as failed; 30,000 without it. */
  readonly requestTimeoutMs?: number;
  /** After which a question ends with audit.search-timeout; 20,000 without it. */
  readonly searchTimeoutMs?: number;
  /** Between attempts to write; 200 ms to 30 s without it. */
  readonly pauses?: Pauses;
};

export type ElasticsearchStore = {
  readonly writer: EventWriter;
  readonly reader: EventReader;
  health(signal: AbortSignal): Promise<StoreHealth>;
  /**
   * Lets the days of receipt before `day` (`2026-11-22`) go, see `Days.dropBefore`; keeps all others.
   * @returns how many indices
   */
  dropDaysBefore(day: string): Promise<number>;
  /** Ends what goes on with audit.store-closed. */
  close(): Promise<void>;
};

/**
 * Events in Elasticsearch 8 or 9. Asks nothing of the cluster until it is used, so that the system starts
 * while the cluster is away; the first use sets it up.
 *
 * The position is kept in the cluster, beside the events: a cluster that was emptied, or brought back from
 * an older snapshot, then says itself from where it has to be filled again. A file here would not know.
 */
export function openElasticsearchStore(options: ElasticsearchStoreOptions): ElasticsearchStore {
  const { clock, requestTimeoutMs = 30_000, searchTimeoutMs = 20_000 } = options;
  const client = connect({ ...options, requestTimeoutMs });
  const names = indexNames(options.prefix);
  const closing = new AbortController();
  let prepared: Promise<Days> | undefined;
  let retention: Retention | null = null;
  let lastFault: AppError | null = null;

  function ready(): Promise<Days> {
    prepared ??= setUp(client, names, options).then(
      (set) => {
        retention = set.retention;
        return daysOf(client, names, set.retention);
      },
      (error: unknown) => {
        prepared = undefined;
        throw error;
      },
    );
    return prepared;
  }

  const writer = writerOf({
    client,
    names,
    clock,
    pauses: options.pauses ?? { firstMs: 200, longestMs: 30_000 },
    ready,
    onFault: (fault) => {
      lastFault = fault;
    },
  });
  const reader = readerOf({ client, names, timeoutMs: searchTimeoutMs, underWay: writer.underWay });

  /** The caller's signal, and ours. */
  const until = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);
  async function plain<T>(task: () => Promise<T>): Promise<T> {
    closing.signal.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      throw faultOf(error, closing.signal, Math.round(requestTimeoutMs / 1000));
    }
  }

  return {
    writer: {
      form: writer.form,
      write: (prepared, signal) => writer.write(prepared, until(signal)),
      position: () => plain(writer.position),
      setPosition: (position) =>
        plain(async () => {
          await ready();
          await writer.setPosition(position);
        }),
    },
    reader: {
      search: (query, asked, signal) => reader.search(query, asked, until(signal)),
      get: (id, signal) => reader.get(id, until(signal)),
      count: (query, range, signal) => reader.count(query, range, until(signal)),
      histogram: (query, range, signal) => reader.histogram(query, range, until(signal)),
      facets: (query, asked, signal) => reader.facets(query, asked, until(signal)),
      tail: (query, asked, signal) => reader.tail(query, asked, until(signal)),
    },
    health: (signal) => healthOf({ client, names, retention, lastFault }, until(signal)),
    dropDaysBefore: (day) => plain(async () => (await ready()).dropBefore(day, closing.signal)),
    async close() {
      closing.abort(auditErrors['store-closed']());
      await client.close();
    },
  };
}
