import type { Worker } from 'node:worker_threads';

/** A question to a thread and what came of it. */
export type Call<Body> = { readonly call: number; readonly body: Body };
export type Reply<Fault = unknown> =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly fault: Fault };

/** Questions to one thread, answered in any order. */
export type Caller<Body> = {
  /** @param transfer what of it is handed over and gone here */
  ask(body: Body, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Questions without an answer yet. */
  waiting(): number;
};

/** @param goneFault what questions are answered with when the thread is gone */
export function createCaller<Body>(worker: Worker, goneFault: (error: Error) => unknown): Caller<Body> {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (fault: unknown) => void }>();
  let next = 0;
  let ended: Error | undefined;
  worker.on('message', (message: Reply) => {
    const waiter = open.get(message.call);
    open.delete(message.call);
    if ('fault' in message) waiter?.reject(message.fault);
    else waiter?.resolve(message.value);
  });
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of open.values()) reject(goneFault(error));
    open.clear();
  };
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => end(new Error('the thread ended')));
  return {
    ask: (body, transfer = []) => {
      if (ended) return Promise.reject(goneFault(ended));
      next += 1;
      const call = next;
      return new Promise((resolve, reject) => {
        open.set(call, { resolve, reject });
        worker.postMessage({ call, body } satisfies Call<Body>, transfer);
      });
    },
    waiting: () => open.size,
  };
}
