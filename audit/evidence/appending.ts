import type { AppError } from '#platform/kernel/errors.ts';
import type { NewRecord } from '../core/record.ts';
import { createDrafting } from './draft.ts';
import type { Committed } from './writer.ts';
import type { WriterThread } from './writer-calls.ts';

type Appended = { readonly stored: number; readonly known: number };

type Call = {
  readonly count: number;
  readonly resolve: (done: Appended) => void;
  readonly reject: (error: unknown) => void;
};

/** A call that waits because too much is under way. */
type Waiter = {
  readonly records: readonly NewRecord[];
  readonly enter: () => void;
  readonly reject: Call['reject'];
};

export type Appending = {
  append(records: readonly NewRecord[]): Promise<Appended>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

/** With so much gathered, a second batch is sent while the first is still at the disk. */
const enoughBytes = 256 << 10;

/**
 * Group commit: what comes while the disk is busy goes together into the next batch. When a batch is refused,
 * every call made before its sender could know is refused with it.
 */
export function createAppending(
  thread: WriterThread,
  queueBytes: number,
  on: { committed(result: Committed): void; begun(first: number): void },
): Appending {
  const drafting = createDrafting();
  let calls: Call[] = [];
  let waiters: Waiter[] = [];
  let inFlight = 0;
  let flying = 0;
  let epoch = 0;
  let rest: (() => void)[] = [];

  const enter = ({ records, resolve, reject }: Omit<Call, 'count'> & { records: readonly NewRecord[] }) => {
    for (const record of records) drafting.add(record);
    calls.push({ count: records.length, resolve, reject });
  };
  const isBusy = () => drafting.bytes() + flying >= queueBytes;

  const send = async () => {
    const bytes = drafting.bytes();
    const sent = calls;
    const blocks = drafting.take();
    calls = [];
    inFlight += 1;
    flying += bytes;
    const batch = { blocks, calls: sent.map(({ count }) => count) };
    try {
      const transfer = blocks.map(({ body }) => body.buffer);
      const result = await thread.call('commit', { batch, epoch }, transfer);
      on.committed(result);
      sent.forEach(({ count, resolve }, i) => {
        const stored = result.fresh[i]!;
        resolve({ stored, known: count - stored });
      });
    } catch (error) {
      const { begun } = (error as AppError).details ?? {};
      if (typeof begun === 'number') on.begun(begun);
      epoch += 1;
      drafting.take();
      const refused = [...sent, ...calls, ...waiters];
      calls = [];
      waiters = [];
      for (const { reject } of refused) reject(error);
    } finally {
      inFlight -= 1;
      flying -= bytes;
      while (waiters.length > 0 && !isBusy()) waiters.shift()!.enter();
      pump();
    }
  };

  const pump = () => {
    while (
      drafting.records() > 0 &&
      (inFlight === 0 || (inFlight === 1 && drafting.bytes() >= enoughBytes))
    ) {
      void send();
    }
    if (inFlight > 0 || drafting.records() > 0) return;
    for (const wake of rest) wake();
    rest = [];
  };

  return {
    append(records) {
      if (records.length === 0) return Promise.resolve({ stored: 0, known: 0 });
      return new Promise((resolve, reject) => {
        const call = { records, resolve, reject };
        if (isBusy() || waiters.length > 0) {
          waiters.push({ records, reject, enter: () => enter(call) });
          return;
        }
        enter(call);
        pump();
      });
    },
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => rest.push(resolve))),
  };
}
