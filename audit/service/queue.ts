import { AppError } from '#platform/kernel/errors.ts';
import type { Log } from '#platform/log/index.ts';

/** What people asked for and the process that holds the log makes, the oldest first, one at a time. */
export type Queue = {
  /** Makes what waits; a job. When `signal` aborts, what is under way is left to the next call. */
  work(signal: AbortSignal): Promise<void>;
  /** Ends the one with this id if it is being made, and waits until it has ended. */
  cancel(id: string): Promise<void>;
  /** Leaves what is under way to the next start. */
  stop(): Promise<void>;
};

export function createQueue<Row extends { readonly id: string }>(deps: {
  /** Of the work, for the log. */
  readonly name: string;
  readonly log: Log;
  /** The oldest that waits or was left under way, in its transaction marked as being made. */
  readonly claim: () => Promise<Row | undefined>;
  /** Makes it and says so in the table. Rejects soon after `signal` aborts, and then leaves nothing behind. */
  readonly make: (row: Row, signal: AbortSignal) => Promise<void>;
  /** Says in the table that it will not be made. @param reason for people; null: somebody cancelled it */
  readonly giveUp: (row: Row, reason: string | null) => Promise<void>;
}): Queue {
  const { name, log, claim, make, giveUp } = deps;
  let stopping = new AbortController();
  let working: Promise<void> | undefined;
  let running:
    | { readonly id: string; readonly cancelling: AbortController; readonly done: Promise<void> }
    | undefined;

  async function run(row: Row, cancelling: AbortController, leave: AbortSignal): Promise<void> {
    try {
      await make(row, AbortSignal.any([leave, cancelling.signal]));
    } catch (error) {
      if (cancelling.signal.aborted) return giveUp(row, null);
      if (leave.aborted) return;
      log.error({ [name]: row.id, err: error }, 'what was asked for was not made');
      await giveUp(row, error instanceof AppError ? error.texts.zh : String(error));
    }
  }

  async function workOff(leave: AbortSignal): Promise<void> {
    while (!leave.aborted) {
      const row = await claim();
      if (row === undefined) return;
      const cancelling = new AbortController();
      const done = run(row, cancelling, leave);
      running = { id: row.id, cancelling, done };
      await done.finally(() => {
        running = undefined;
      });
    }
  }

  return {
    work(signal) {
      working ??= workOff(AbortSignal.any([signal, stopping.signal])).finally(() => {
        working = undefined;
      });
      return working;
    },
    async cancel(id) {
      if (running?.id !== id) return;
      running.cancelling.abort();
      await running.done;
    },
    async stop() {
      stopping.abort();
      await working?.catch(() => {});
      stopping = new AbortController();
    },
  };
}
