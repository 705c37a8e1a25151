import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import type { Pauses } from '../../core/pauses.ts';
import type { EventWriter, Refused } from '../../ports.ts';
import { pieceAt } from '../pieces.ts';
import { pause } from './again.ts';
import { type Sendable, sendBulk } from './bulk.ts';
import type { Days } from './days.ts';
import { explained, statusOf } from './faults.ts';
import type { IndexNames } from './names.ts';
import type { Addressed, ElasticPrepared } from './prepared.ts';

/** One request holds at most this; the first to be reached counts. */
const mostDocuments = 500;
const mostBytes = 4 << 20;
/** Requests beside each other: the cluster always has the next one. */
const width = 3;
/** Fewer are not worth a request of their own. */
const fewestDocuments = 100;

export type WriterDeps = {
  readonly client: Client;
  readonly names: IndexNames;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** Resolves when the cluster is set up. */
  ready(signal: AbortSignal): Promise<Days>;
  onFault(fault: AppError | null): void;
};

export type Writer = EventWriter & {
  /** Documents from this place of the log on may still be under way; Infinity: none are. */
  underWay(): number;
};

export function writerOf(deps: WriterDeps): Writer {
  const { client, names, clock, pauses, onFault } = deps;
  /** Least place of the documents of each `write` that goes on. */
  const writing = new Set<number>();
  /** Greatest place that was ever sent: what lies above is in no index yet. */
  let sent: number | undefined;

  /** Tries again whatever failed for a reason that passes; ours (`AppError`) do not. */
  async function persist<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        signal.throwIfAborted();
        return await task();
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof AppError && error.code.endsWith('-foreign')) throw error;
        onFault(explained(error));
        await pause(pauses, failures, signal);
      }
    }
  }

  async function greatestSent(signal: AbortSignal): Promise<number> {
    const index = [...names.patterns];
    await client.indices.refresh({ index, ignore_unavailable: true }, { signal });
    const found = await client.search(
      {
        index,
        size: 1,
        _source: false,
        sort: [{ index: { order: 'desc', unmapped_type: 'long' } }],
        allow_partial_search_results: false,
      },
      { signal },
    );
    return Number(found.hits.hits[0]?.sort?.[0] ?? -1);
  }

  /**
   * Without the documents that are in the store already. An id is unique in its index only, and a document
   * that is sent a second time may have been given another class since.
   */
  async function unsent<T extends Addressed>(
    documents: readonly T[],
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    sent ??= await greatestSent(signal);
    const limit = sent;
    const doubtful = documents.filter(({ index }) => index <= limit);
    if (doubtful.length === 0) return documents;
    const index = [...new Set(doubtful.flatMap(({ day }) => names.ofDay(day)))];
    await client.indices.refresh({ index, ignore_unavailable: true }, { signal });
    const here = new Set<string>();
    for (let at = 0; at < doubtful.length; at += 5000) {
      const values = doubtful.slice(at, at + 5000).map(({ id }) => id);
      const found = await client.search(
        {
          index,
          ignore_unavailable: true,
          query: { ids: { values } },
          size: values.length,
          _source: false,
          allow_partial_search_results: false,
        },
        { signal },
      );
      for (const { _id } of found.hits.hits) if (_id !== undefined) here.add(_id);
    }
    return documents.filter(({ id }) => !here.has(id));
  }

  async function send(documents: readonly Sendable[], signal: AbortSignal): Promise<Refused[]> {
    const refused: Refused[] = [];
    // As many requests for each sender: the last must not run alone while the others have nothing to do.
    const requests = Math.ceil(documents.length / mostDocuments / width) * width;
    const most = Math.max(fewestDocuments, Math.ceil(documents.length / requests));
    let at = 0;
    const next = (): Sendable[] => {
      const begin = at;
      for (let size = 0; at < documents.length && at - begin < most && size < mostBytes; at++)
        size += documents[at]!.lines.length;
      return documents.slice(begin, at);
    };
    const sender = async () => {
      for (let chunk = next(); chunk.length > 0; chunk = next())
        refused.push(...(await sendBulk({ client, pauses, onFault }, chunk, signal)));
    };
    await Promise.all(Array.from({ length: width }, sender));
    return refused;
  }

  async function write(
    { documents, lines }: ElasticPrepared,
    signal: AbortSignal,
  ): Promise<readonly Refused[]> {
    const days = await persist(signal, () => deps.ready(signal));
    const all = documents.map((document, at) => ({ ...document, lines: pieceAt(lines, at) }));
    const left = await persist(signal, () => unsent(all, signal));
    for (const target of new Set(left.map((each) => each.target)))
      await persist(signal, () => days.ensure(target, signal));
    sent = left.reduce((most, { index }) => Math.max(most, index), sent ?? -1);
    return send(left, signal);
  }

  return {
    underWay: () => Math.min(Number.POSITIVE_INFINITY, ...writing),
    form: { store: 'elasticsearch', prefix: names.prefix },
    async write(prepared, signal) {
      if (prepared.store !== 'elasticsearch') throw new TypeError('made ready for another store');
      const { documents } = prepared;
      if (documents.length === 0) return [];
      const least = documents.reduce((min, { index }) => Math.min(min, index), Number.POSITIVE_INFINITY);
      writing.add(least);
      try {
        return await write(prepared, signal);
      } finally {
        writing.delete(least);
      }
    },
    async position() {
      try {
        const found = await client.get<{ position: number }>({ index: names.state, id: 'position' });
        return found._source?.position ?? 0;
      } catch (error) {
        if (statusOf(error) === 404) return 0;
        throw error;
      }
    },
    async setPosition(position) {
      const document = { position, written_at: clock.now().toISOString() };
      await client.index({ index: names.state, id: 'position', document });
    },
  };
}
