import type { Worker } from 'node:worker_threads';
import { auditErrors } from '../../errors.ts';
import { sqliteFault } from './files.ts';
import { GivenUp } from './pace.ts';

/** A question to a worker and what came of it. */
export type Call<Body> = { readonly call: number; readonly body: Body };
export type Reply =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly fault: Fault };

export type Fault = {
  readonly kind: 'full' | 'broken' | 'aborted' | 'late' | 'other';
  readonly message: string;
  /** The file that it happened with, where that is known. */
  readonly file: string;
};

export function faultOf(error: unknown, file: string): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof GivenUp ? error.why : sqliteFault(error), message, file };
}

/** The fault as callers of the store see it. @param seconds the time limit of the call */
export function errorOf({ kind, message, file }: Fault, seconds: number): Error {
  if (kind === 'full') return auditErrors['store-full']({ path: file }, new Error(message));
  if (kind === 'broken') return auditErrors['store-broken']({ file, reason: message });
  if (kind === 'late') return auditErrors['search-timeout']({ seconds });
  return new Error(`${file}: ${message}`);
}

/** Questions to one worker, answered in any order. */
export type Caller<Body> = {
  /** @param transfer what of it is handed over and gone here */
  ask(body: Body, transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Questions without an answer yet. */
  waiting(): number;
};

/** @param onOther gets what the worker says by itself */
export function createCaller<Body>(worker: Worker, onOther: (message: unknown) => void): Caller<Body> {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (fault: unknown) => void }>();
  let next = 0;
  let ended: Error | undefined;
  worker.on('message', (message: Reply | { readonly call?: undefined }) => {
    if (message.call === undefined) return onOther(message);
    const waiter = open.get(message.call);
    open.delete(message.call);
    if ('fault' in message) waiter?.reject(message.fault);
    else waiter?.resolve(message.value);
  });
  const end = (error: Error) => {
    ended ??= error;
    const kind = 'other';
    for (const { reject } of open.values()) reject({ kind, message: error.message, file: 'worker' });
    open.clear();
  };
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => end(auditErrors['store-closed']()));
  return {
    ask: (body, transfer = []) => {
      if (ended) return Promise.reject({ kind: 'other', message: ended.message, file: 'worker' });
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
