import { Worker } from 'node:worker_threads';
import type { Log } from '#platform/log/index.ts';
import { brokenBy, Damage } from '../../evidence/damage.ts';
import type { EvidenceLog } from '../../ports.ts';
import type { StoreForm } from '../../stores/prepare.ts';
import { startThread } from '../../thread-calls.ts';
import type { SourceFacts } from '../normalise.ts';
import type { Reading } from './reading.ts';
import type { DamageSaid, ReadingCall, ReadingFacts, ReadingSettings } from './reading.worker.ts';

export type ReadingThread = Reading & {
  /** These rules are off from now on. */
  setOff(ids: ReadonlySet<string>): void;
  stop(): Promise<void>;
};

type Asked = { readonly kind: 'prepare'; readonly form: StoreForm } | { readonly kind: 'detect' };

/**
 * Reads the evidence in a thread of its own, so that parsing and rules neither hold up those who send records nor
 * those who look at them. A thread that ends is followed by another; what was asked of it fails, and the next asks
 * first what correlations remember.
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
  let told: { sources?: unknown; firstKept?: number } = {};
  const thread = startThread<ReadingCall, ReadingFacts>(
    () => new Worker(new URL('./reading.worker.ts', import.meta.url), { workerData: settings }),
    {
      goneFault: (error) => error,
      begin(tell) {
        told = {};
        tell({ kind: 'rules-off', ids: rulesOff });
      },
      onError: (error) => log.error({ err: error }, 'the thread that reads audit records ended'),
    },
  );

  function tellNews(): void {
    const [known, index] = [sources(), evidence.firstKept()];
    if (known !== told.sources) thread.tell({ kind: 'sources', sources: known });
    if (index !== told.firstKept) thread.tell({ kind: 'first-kept', index });
    told = { sources: known, firstKept: index };
  }

  async function ask<T>(body: ReadingCall): Promise<T> {
    try {
      return (await thread.ask(body)) as T;
    } catch (fault) {
      throw isDamage(fault) ? brokenBy(new Damage(fault.file, fault.reason)) : fault;
    }
  }

  function askFrom<T>(asked: Asked, from: number, limit: number): Promise<T> {
    tellNews();
    return ask({ ...asked, from, limit, places: evidence.places(from, limit) });
  }

  return {
    prepare: async (form, from, limit) => askFrom({ kind: 'prepare', form }, from, limit),
    detect: async (from, limit) => askFrom({ kind: 'detect' }, from, limit),
    save: () => ask({ kind: 'save' }),
    restore: (state, now) => ask({ kind: 'restore', state, now }),
    setOff(ids) {
      rulesOff = ids;
      thread.tell({ kind: 'rules-off', ids });
    },
    stop: thread.stop,
  };
}

function isDamage(fault: unknown): fault is DamageSaid {
  return typeof fault === 'object' && fault !== null && 'file' in fault && 'reason' in fault;
}
