import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type {
  CompiledQuery,
  DatabaseConnection,
  Kysely,
  Dialect as KyselyDialect,
  QueryResult,
} from 'kysely';
import { storageErrors } from './errors.ts';
import { onConnection } from './one-connection.ts';

/** One connection that writes, as the group commit sees it. Errors are already translated. */
export type WriterLink = {
  /** Opens a transaction that no other writer of this database can overlap. */
  begin(): Promise<void>;
  exec(sql: string): Promise<void> | void;
  query<R>(query: CompiledQuery): Promise<QueryResult<R>> | QueryResult<R>;
  /** Ends the transaction and resolves once it is on disk. */
  commit(): Promise<void>;
  /** False when the database itself gave the transaction up (disk full, lost connection). */
  inTransaction(): boolean;
  /** After COMMIT or ROLLBACK, or when the transaction is gone. */
  end(failed: boolean): void;
  close(): Promise<void>;
};

export type Writer = {
  // biome-ignore lint/suspicious/noExplicitAny: the table map belongs to the caller
  run<T>(work: (tx: Kysely<any>) => Promise<T>, limitMs?: number): Promise<T>;
  close(): Promise<void>;
};

type Job = {
  readonly work: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly limitMs: number;
  readonly hooks: (() => void)[];
  active: boolean;
  broken: unknown;
};

const scope = new AsyncLocalStorage<Job>();
const maxBatch = 256;
const maxBatchMs = 50;
const defaultLimitMs = 30_000;

/** Calls `hook` once the transaction that is running has been committed; never when it was rolled back. */
export function afterCommit(hook: () => void): void {
  const job = scope.getStore();
  if (!job?.active) throw storageErrors['transaction-over']();
  job.hooks.push(hook);
}

/**
 * The group commit: transactions wait in a queue; one after the other runs in its own savepoint, and
 * one COMMIT makes all of them durable before any of them is answered.
 */
export function createWriter(link: WriterLink, parts: Omit<KyselyDialect, 'createDriver'>): Writer {
  const queue: Job[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;
  // biome-ignore lint/suspicious/noExplicitAny: the table map belongs to the caller
  const db = onConnection<any>(guardedConnection(link), parts);

  async function drain(): Promise<void> {
    // Everything that asks in the same turn of the event loop shares the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await batch();
    draining = undefined;
  }

  async function batch(): Promise<void> {
    try {
      await link.begin();
    } catch (error) {
      for (const job of queue.splice(0)) job.reject(error);
      return;
    }
    const done: { job: Job; value: unknown }[] = [];
    const until = performance.now() + maxBatchMs;
    let lost: unknown;
    while (queue.length > 0 && done.length < maxBatch && performance.now() < until) {
      const job = queue.shift()!;
      try {
        await link.exec('SAVEPOINT job');
        done.push({ job, value: await perform(job) });
        await link.exec('RELEASE SAVEPOINT job');
      } catch (error) {
        if (done.at(-1)?.job === job) done.pop();
        lost = await undo(link, error);
        job.reject(error);
        if (lost !== undefined) break;
      }
    }
    if (lost === undefined) {
      try {
        await (done.length > 0 ? link.commit() : link.exec('ROLLBACK'));
      } catch (error) {
        lost = error;
        await Promise.resolve(link.inTransaction() && link.exec('ROLLBACK')).catch(() => {});
      }
    }
    link.end(lost !== undefined);
    for (const { job, value } of done) {
      if (lost !== undefined) job.reject(lost);
      else {
        job.resolve(value);
        for (const hook of job.hooks) call(hook);
      }
    }
  }

  return {
    run(work, limitMs = defaultLimitMs) {
      if (scope.getStore()?.active) return Promise.reject(storageErrors.nested());
      if (closed) return Promise.reject(storageErrors.closed());
      const context = new AsyncResource('storage.transaction');
      return new Promise((resolve, reject) => {
        const job: Job = {
          work: () => context.runInAsyncScope(() => scope.run(job, () => work(db))),
          resolve: resolve as (value: unknown) => void,
          reject,
          limitMs,
          hooks: [],
          active: false,
          broken: undefined,
        };
        queue.push(job);
        draining ??= drain();
      });
    },
    async close() {
      closed = true;
      await draining;
      await link.close();
    },
  };
}

/** A hook that throws must not keep the others of the batch from their answers. */
function call(hook: () => void): void {
  try {
    hook();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** Runs one job; a job that swallowed the error of one of its statements fails all the same. */
async function perform(job: Job): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(storageErrors['too-long']({ seconds: job.limitMs / 1000 })), job.limitMs);
  });
  job.active = true;
  try {
    const value = await Promise.race([job.work(), limit]);
    if (job.broken !== undefined) throw job.broken;
    return value;
  } finally {
    job.active = false;
    clearTimeout(timer);
  }
}

/** Rolls one job back. Returns the reason when that took the whole transaction with it. */
async function undo(link: WriterLink, error: unknown): Promise<unknown> {
  if (!link.inTransaction()) return error;
  try {
    await link.exec('ROLLBACK TO SAVEPOINT job');
    await link.exec('RELEASE SAVEPOINT job');
    return undefined;
  } catch (second) {
    await Promise.resolve(link.inTransaction() && link.exec('ROLLBACK')).catch(() => {});
    return second;
  }
}

/** The connection serves the job that is running at this moment, nobody else. */
function guardedConnection(link: WriterLink): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const job = scope.getStore();
      if (!job?.active) throw storageErrors['transaction-over']();
      if (job.broken !== undefined) throw storageErrors.aborted({}, job.broken);
      try {
        return await link.query<R>(query);
      } catch (error) {
        job.broken = error;
        throw error;
      }
    },
    streamQuery() {
      throw storageErrors['transaction-over']();
    },
  };
}
