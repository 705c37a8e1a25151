import { Worker } from 'node:worker_threads';
import { auditErrors } from '../errors.ts';
import { brokenBy, Damage, type Reason } from './damage.ts';
import type { Batch } from './draft.ts';
import type { Committed, Opened, TreeHead, WriterSettings } from './writer.ts';

export type WriterOptions = { readonly settings: WriterSettings; readonly vkey: string };

type Calls = {
  readonly open: object;
  readonly commit: { readonly batch: Batch; readonly epoch: number };
  readonly 'tree-head': object;
  readonly signed: { readonly size: number; readonly text: string };
  readonly prune: { readonly firstKept: number; readonly tilesFrom: number };
  readonly reserve: { readonly keep: boolean };
  readonly close: object;
};

type Answers = {
  readonly open: Opened;
  readonly commit: Committed;
  readonly 'tree-head': TreeHead;
  readonly signed: undefined;
  readonly prune: undefined;
  readonly reserve: undefined;
  readonly close: undefined;
};

export type WriterCall = {
  [K in keyof Calls]: { readonly id: number; readonly kind: K } & Calls[K];
}[keyof Calls];

export type WriterFailure =
  /** `begun`: a segment was begun all the same. */
  | { readonly kind: 'full'; readonly begun: number | undefined }
  | { readonly kind: 'broken'; readonly file: string; readonly reason: Reason };

export type WriterAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: WriterFailure };

/** The writer's thread as seen from the others. */
export type WriterThread = {
  /** @throws audit.evidence-full (with `begun` in its details), audit.evidence-broken */
  call<K extends keyof Calls>(
    kind: K,
    input: Calls[K],
    transfer?: readonly ArrayBuffer[],
  ): Promise<Answers[K]>;
  stop(): Promise<void>;
};

export function startWriterThread(options: WriterOptions): WriterThread {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { workerData: options });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  const { directory } = options.settings;
  let next = 0;
  let gone: unknown;

  worker.on('message', (answer: WriterAnswer) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    if ('value' in answer) waiter?.resolve(answer.value as never);
    else waiter?.reject(errorOf(answer.failure, directory));
  });
  const fail = (error: unknown) => {
    gone = brokenBy(error);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the writing thread ended')));
  worker.unref();

  return {
    call(kind, input, transfer = []) {
      if (gone) return Promise.reject(gone);
      const id = next++;
      const answer = new Promise<never>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.ref();
      worker.postMessage({ id, kind, ...input }, transfer);
      return answer;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

function errorOf(failure: WriterFailure, directory: string): Error {
  if (failure.kind === 'full') {
    return auditErrors['evidence-full']({ path: directory, begun: failure.begun });
  }
  return brokenBy(new Damage(failure.file, failure.reason));
}
