import { Worker } from 'node:worker_threads';
import { facetTypeOf } from '../../core/query/fields.ts';
import { type EventDocument, eventId } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import { startThread } from '../../thread-calls.ts';
import type { Bucket, EventReader, Facet, TailPage } from '../reader.ts';
import type { Found } from './answers.ts';
import { errorOf, type Fault, goneFault } from './faults.ts';
import type { Question, ReaderCall } from './reader.worker.ts';

export type Questions = { readonly reader: EventReader; close(): Promise<void> };

export type QuestionDeps = {
  readonly folder: string;
  readonly threads: number;
  /** A question is given up after this long. */
  readonly limitMs: number;
  /** Called when an answer showed that a file is damaged. */
  readonly onBroken: (fault: Fault) => void;
};

/** Reader threads and the questions to them: the main thread only waits. */
export function openQuestions({ folder, threads, limitMs, onBroken }: QuestionDeps): Questions {
  const start = () => new Worker(new URL('./reader.worker.ts', import.meta.url), { workerData: folder });
  const readers = Array.from({ length: threads }, () => startThread<ReaderCall>(start, { goneFault }));
  let closed = false;

  const ask = async <T>(question: Question, signal: AbortSignal): Promise<T> => {
    if (closed) throw auditErrors['store-closed']();
    signal.throwIfAborted();
    const idlest = readers.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const answer = idlest.ask({ question, flag, deadline: Date.now() + limitMs }) as Promise<T>;
    try {
      return await givenUp(answer, flag, limitMs, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!isFault(error)) throw error;
      if (error.kind === 'broken') onBroken(error);
      throw errorOf(error, Math.ceil(limitMs / 1000));
    }
  };

  const reader: EventReader = {
    search: async (query, options, signal) => {
      const cursor = options.cursor === undefined ? null : cursorOf(options.cursor);
      const limit = Math.min(Math.max(Math.trunc(options.limit), 1), 1000);
      const kind = 'search';
      const found = await ask<Found>({ kind, query, options: { ...options, limit, cursor } }, signal);
      return { items: found.items, cursor: found.last === null ? null : String(found.last) };
    },
    get: async (id, signal) => {
      const match = /^(\d{4})(\d\d)(\d\d)-([0-9a-f]{12,13})$/.exec(id);
      if (!match) return null;
      const day = `${match[1]}-${match[2]}-${match[3]}`;
      const index = Number.parseInt(match[4]!, 16);
      const fields = await ask<EventDocument['fields'] | null | undefined>(
        { kind: 'get', day, index },
        signal,
      );
      if (!fields || eventId(Date.parse(`${day}T00:00:00Z`), index) !== id) return null;
      return { id, index, day, fields };
    },
    count: (query, range, signal) => ask<number>({ kind: 'count', query, range }, signal),
    histogram: (query, range, signal) => {
      const buckets = Math.min(Math.max(Math.trunc(range.buckets), 1), 1000);
      return ask<Bucket[]>({ kind: 'histogram', query, range: { ...range, buckets } }, signal);
    },
    facets: async (query, options, signal) => {
      if (!facetTypeOf(options.field)) throw auditErrors['facet-field']({ field: options.field });
      const size = Math.min(Math.max(Math.trunc(options.size), 1), 100);
      return ask<Facet[]>({ kind: 'facets', query, options: { ...options, size } }, signal);
    },
    tail: (query, options, signal) => ask<TailPage>({ kind: 'tail', query, options }, signal),
  };

  return {
    reader,
    close: async () => {
      closed = true;
      await Promise.all(readers.map((each) => each.stop()));
    },
  };
}

/** The answer, or a rejection when the caller or the clock gives it up; then the thread hears of it as well. */
async function givenUp<T>(
  answer: Promise<T>,
  flag: Int32Array,
  limitMs: number,
  signal: AbortSignal,
): Promise<T> {
  let stop: () => void = () => undefined;
  const late: Fault = { kind: 'late', message: 'late', file: '' };
  const other = new Promise<never>((_, reject) => {
    const giveUp = (why: unknown) => {
      Atomics.store(flag, 0, 1);
      reject(why);
    };
    const onAbort = () => giveUp(signal.reason);
    const timer = setTimeout(() => giveUp(late), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([answer, other]);
  } finally {
    stop();
  }
}

function isFault(error: unknown): error is Fault {
  return typeof error === 'object' && error !== null && 'kind' in error && 'file' in error;
}

function cursorOf(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw auditErrors['search-cursor']();
  return BigInt(text);
}
