import type { Worker } from 'node:worker_threads';

/** A question to a thread and what came of it. */
export type Call<Body> = { readonly call: number; readonly body: Body };
export type Reply<Fault = unknown> =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly fault: Fault };

/** To a thread: nothing more will be said, it lets go of what it holds and ends. */
export const end = 'end';

/** A thread that answers questions, in any order; when it ends by itself another follows. */
export type AnsweringThread<Body, Note = never> = {
  /** @param transfer what of it is handed over and gone here @throws what `goneFault` gives, or the thread's fault */
  ask(body: Body, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Says something that has no answer. */
  tell(note: Note): void;
  /** Questions without an answer yet. */
  waiting(): number;
  /** Says `end` and resolves when the thread is gone. */
  stop(): Promise<void>;
};

const restartMs = 1_000;

/** @param start makes a thread @param options.goneFault what is answered when the thread is gone */
export function startThread<Body, Note = never>(
  start: () => Worker,
  options: {
    readonly goneFault: (error: Error) => unknown;
    /** Each new thread is told what it has to know first. */
    readonly begin?: (tell: (note: Note) => void) => void;
    readonly onError?: (error: Error) => void;
  },
): AnsweringThread<Body, Note> {
  const { goneFault, begin, onError } = options;
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (fault: unknown) => void }>();
  let next = 0;
  let worker: Worker;
  /** Why the thread is gone; undefined while there is one. */
  let gone: Error | undefined;
  let stopped = false;

  const tell = (note: Note | typeof end) => worker.postMessage(note);

  function lost(error: Error): void {
    gone ??= error;
    for (const { reject } of open.values()) reject(goneFault(gone));
    open.clear();
  }

  function run(): void {
    gone = undefined;
    worker = start();
    worker.on('message', (message: Reply) => {
      const waiter = open.get(message.call);
      open.delete(message.call);
      if ('fault' in message) waiter?.reject(message.fault);
      else waiter?.resolve(message.value);
    });
    worker.on('error', (thrown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      onError?.(error);
      lost(error);
    });
    worker.on('exit', () => {
      lost(new Error('the thread ended'));
      if (!stopped) setTimeout(() => stopped || run(), restartMs).unref();
    });
    begin?.(tell);
  }
  run();

  return {
    ask(body, transfer = []) {
      if (gone) return Promise.reject(goneFault(gone));
      next += 1;
      const call = next;
      return new Promise((resolve, reject) => {
        open.set(call, { resolve, reject });
        worker.postMessage({ call, body } satisfies Call<Body>, transfer);
      });
    },
    tell,
    waiting: () => (gone ? Number.POSITIVE_INFINITY : open.size),
    async stop() {
      if (stopped) return;
      stopped = true;
      const ending = ended(worker);
      tell(end);
      await ending;
    },
  };
}

/** Resolves when a thread is gone, however it ended. */
export function ended(worker: Worker): Promise<void> {
  // One that is gone already has no id any more.
  if (worker.threadId < 0) return Promise.resolve();
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}
