import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { auditErrors } from '../../errors.ts';
import type { EventWriter } from '../../ports.ts';
import { end, ended, startThread } from '../../thread-calls.ts';
import type { EventReader } from '../reader.ts';
import type { Added } from './day-events.ts';
import { errorOf, type Fault, goneFault } from './faults.ts';
import { daysIn, eventsFile, indexFile, removeDatabase } from './files.ts';
import type { IndexerNews, IndexerNote } from './indexer.worker.ts';
import { type EmbeddedPrepared, eventBuffers, termBuffers } from './prepared.ts';
import { openQuestions } from './questions.ts';
import type { WriterCall } from './writer.worker.ts';

export type EmbeddedStore = {
  readonly writer: EventWriter;
  readonly reader: EventReader;
  /** Events written since the store was opened that words do not find yet. */
  lag(): number;
  /** Resolves when all that is written is found. */
  settled(): Promise<void>;
  /** Days of receipt that are here, oldest first. */
  days(): readonly string[];
  /** Removes a day with its files. */
  dropDay(day: string): Promise<void>;
  /** Makes the index of a day again from its events. */
  rebuildIndex(day: string): void;
  close(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Belongs to this store alone; is made when it is not there. */
  readonly folder: string;
  /** Threads that answer questions; 2 unless told. */
  readonly readers?: number;
  /** A question is given up after so long; 10,000 ms unless told. */
  readonly limitMs?: number;
  /** Hears why an index does not go on; it is tried again every second. */
  readonly onProblem?: (problem: { readonly day: string; readonly message: string }) => void;
};

/** Writers wait while more events than this are not searchable, until half of them are: search stays close behind. */
const mostLag = 24_000;
const longestWaitMs = 5_000;

/**
 * Opens the store of events in files of SQLite: for each day of receipt one of events and one index of words and
 * fields, which can be made again from the events.
 */
export function openEmbeddedStore(options: EmbeddedOptions): EmbeddedStore {
  const { folder, readers = 2, limitMs = 10_000, onProblem } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const writing = startThread<WriterCall>(
    () => new Worker(new URL('./writer.worker.ts', import.meta.url), { workerData: folder }),
    { goneFault },
  );
  let indexer: Worker;
  const note = (body: IndexerNote, transfer: readonly ArrayBuffer[] = []) =>
    indexer.postMessage(body, transfer);
  const questions = openQuestions({
    folder,
    threads: readers,
    limitMs,
    onBroken: ({ file }) => {
      const day = daysIn(folder).find((one) => eventsFile(folder, one) === file);
      if (day !== undefined) note({ kind: 'rebuild', day });
    },
  });
  /** Writes of which the index has not told yet, oldest first. */
  let unsettled: { readonly day: string; readonly block: number; readonly events: number }[] = [];
  let unindexed = new Set(daysIn(folder));
  /** Days whose index is ordered anew and not yet begun: what is told of them is of the old one. */
  const emptying = new Set<string>();
  let waiters: (() => void)[] = [];
  const released = new Map<string, () => void>();
  let closed = false;

  const lag = () => unsettled.reduce((sum, { events }) => sum + events, 0);
  const changed = () => {
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  };
  const change = () => new Promise<void>((resolve) => waiters.push(resolve));

  const startIndexer = () => {
    indexer = new Worker(new URL('./indexer.worker.ts', import.meta.url), { workerData: folder });
    indexer.on('message', (news: IndexerNews) => {
      if (news.kind === 'indexed') {
        unsettled = unsettled.filter(({ day, block }) => day !== news.day || block > news.block);
        if (news.done && !emptying.has(news.day)) unindexed.delete(news.day);
      } else if (news.kind === 'emptied') {
        emptying.delete(news.day);
      } else if (news.kind === 'released') {
        unsettled = unsettled.filter(({ day }) => day !== news.day);
        unindexed.delete(news.day);
        released.get(news.day)?.();
      } else onProblem?.({ day: news.day, message: news.message });
      changed();
    });
    // A thread that ended by itself is followed by another, which takes up what the files say is left.
    indexer.on('error', (error) => onProblem?.({ day: '', message: String(error) }));
    indexer.on('exit', () => {
      for (const done of released.values()) done();
      if (closed) return;
      emptying.clear();
      setTimeout(() => closed || startIndexer(), 1000).unref();
    });
  };
  startIndexer();

  /** Lets the index come closer behind; not for ever, for it may stand before something that has to be mended. */
  const wait = async (signal: AbortSignal): Promise<void> => {
    if (lag() <= mostLag) return;
    const end = Date.now() + longestWaitMs;
    const timer = setTimeout(changed, longestWaitMs);
    signal.addEventListener('abort', changed, { once: true });
    while (lag() > mostLag / 2 && !closed && !signal.aborted && Date.now() < end) await change();
    clearTimeout(timer);
    signal.removeEventListener('abort', changed);
    signal.throwIfAborted();
  };

  const ask = async <T>(body: WriterCall, transfer: readonly ArrayBuffer[] = []): Promise<T> => {
    if (closed) throw auditErrors['store-closed']();
    try {
      return (await writing.ask(body, transfer)) as T;
    } catch (fault) {
      throw errorOf(fault as Fault);
    }
  };

  async function writeDays({ days }: EmbeddedPrepared, signal: AbortSignal): Promise<readonly []> {
    signal.throwIfAborted();
    if (days.length > 0) await wait(signal);
    for (const { day, events, terms } of days) {
      const count = events.ranks.length;
      const { first, last, added } = await ask<Added>({ kind: 'write', day, events }, eventBuffers(events));
      if (added === 0) continue;
      unsettled.push({ day, block: last, events: added });
      // Terms of events that were here already would be counted twice.
      if (added === count) note({ kind: 'written', day, fed: { ...terms, first, last } }, termBuffers(terms));
      else note({ kind: 'written', day });
    }
    return [];
  }

  const writer: EventWriter = {
    form: { store: 'embedded' },
    async write(prepared, signal) {
      if (prepared.store !== 'embedded') throw new TypeError('made ready for another store');
      return writeDays(prepared, signal);
    },
    position: () => ask<number>({ kind: 'position' }),
    setPosition: async (index) => {
      await ask<null>({ kind: 'set-position', index });
    },
  };

  return {
    writer,
    reader: questions.reader,
    lag,
    settled: async () => {
      while ((unsettled.length > 0 || unindexed.size > 0) && !closed) await change();
    },
    days: () => daysIn(folder),
    dropDay: async (day) => {
      if (!daysIn(folder).includes(day)) return;
      await ask({ kind: 'release', day });
      await new Promise<void>((resolve) => {
        released.set(day, resolve);
        note({ kind: 'release', day });
      });
      released.delete(day);
      removeDatabase(eventsFile(folder, day));
      removeDatabase(indexFile(folder, day));
    },
    rebuildIndex: (day) => {
      if (!daysIn(folder).includes(day)) return;
      unindexed = new Set([...unindexed, day]);
      emptying.add(day);
      note({ kind: 'rebuild', day });
    },
    close: async () => {
      if (closed) return;
      closed = true;
      changed();
      const indexerEnds = ended(indexer);
      indexer.postMessage(end);
      await Promise.all([indexerEnds, questions.close()]);
      // Last, so that nobody else holds its files and their write-ahead logs can be folded in.
      await writing.stop();
    },
  };
}
