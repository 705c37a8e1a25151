import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Log } from '#platform/log/index.ts';
import type { EvidenceLog } from '../../ports.ts';
import { type Caller, createCaller } from '../../thread-calls.ts';
import type { SourceFacts } from '../normalise.ts';
import type { Reading } from './reading.ts';
import type { ReadingCall, ReadingFacts, ReadingSettings } from './reading.worker.ts';

export type ReadingThread = Reading & {
  /** These rules are off from now on. */
  switchOff(ids: ReadonlySet<string>): void;
  stop(): Promise<void>;
};

const restartMs = 1_000;

/**
 * Reads the evidence in a thread of its own, so that parsing and rules neither hold up those who send records nor
 * those who look at them. A thread that ends is followed by another; what was asked of it fails.
 */
export function startReadingThread(deps: {
  readonly settings: ReadingSettings;
  readonly evidence: Pick<EvidenceLog, 'places' | 'firstKept'>;
  /** What is known of the sources; another map whenever that changed. */
  readonly sources: () => ReadonlyMap<string, SourceFacts>;
  readonly rulesOff: ReadonlySet<string>;
  readonly log: Log;
}): ReadingThread {
  const { settings, evidence, sources, log } = deps;
  let { rulesOff } = deps;
  let worker: Worker;
  let calls: Caller<ReadingCall>;
  let stopped = false;
  let told: { sources?: unknown; firstKept?: number } = {};

  const tell = (fact: ReadingFacts) => worker.postMessage(fact);

  function start(): void {
    worker = new Worker(new URL('./reading.worker.ts', import.meta.url), { workerData: settings });
    calls = createCaller(worker, (error) => error);
    told = {};
    if (rulesOff.size > 0) tell({ kind: 'rules-off', ids: rulesOff });
    worker.on('error', (error) => log.error({ err: error }, 'the thread that reads audit records ended'));
    worker.on('exit', () => {
      if (!stopped) setTimeout(() => stopped || start(), restartMs).unref();
    });
  }
  start();

  function tellNews(): void {
    const [known, index] = [sources(), evidence.firstKept()];
    if (known !== told.sources) tell({ kind: 'sources', sources: known });
    if (index !== told.firstKept) tell({ kind: 'first-kept', index });
    told = { sources: known, firstKept: index };
  }

  async function askFrom<T>(
    body: { readonly kind: 'detect' } | Pick<ReadingCall & { kind: 'prepare' }, 'kind' | 'form'>,
    from: number,
    limit: number,
  ): Promise<T> {
    tellNews();
    return (await calls.ask({ ...body, from, limit, places: evidence.places(from, limit) })) as T;
  }

  return {
    prepare: (form, from, limit) => askFrom({ kind: 'prepare', form }, from, limit),
    detect: (from, limit) => askFrom({ kind: 'detect' }, from, limit),
    save: async () => (await calls.ask({ kind: 'save' })) as string,
    restore: async (state, now) => (await calls.ask({ kind: 'restore', state, now })) as boolean,
    switchOff(ids) {
      rulesOff = ids;
      tell({ kind: 'rules-off', ids });
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      // A thread that is gone already has no id any more.
      const gone = worker.threadId < 0 ? undefined : once(worker, 'exit');
      tell({ kind: 'end' });
      await gone;
    },
  };
}
