import type { Kysely, Migration } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/**
 * The state database. `DB` is the table map of the caller's own domain (Kysely's `Database` type).
 * Everything that was committed before `transaction` resolves is on disk.
 */
export type Storage = {
  readonly dialect: Dialect;
  /** Reads of committed state, one statement at a time. Writes and transactions are refused. */
  read<DB>(): Kysely<DB>;
  /**
   * Runs `work` in one transaction and resolves after its durable commit; rolls back and rejects when
   * `work` throws or any of its statements failed, even if `work` caught that (say what to do on a
   * conflict in the statement: `onConflict`). Concurrent calls share one commit (each in its own
   * savepoint), so that a burst of writers pays for one fsync. Transactions of all processes run one
   * after the other: what `work` has read stays true until it commits. `work` must not wait for
   * anything but its own queries, and must not call `transaction`.
   * @throws storage.nested, storage.too-long, storage.disk-full, storage.locked, storage.unreachable
   */
  transaction<DB, T>(
    work: (tx: Kysely<DB>) => Promise<T>,
    options?: { readonly limitMs?: number },
  ): Promise<T>;
  /** Faults found by a quick check of the database, empty when it is sound. */
  checkIntegrity(): Promise<readonly string[]>;
  /** Waits for the transactions under way; later ones are refused. */
  close(): Promise<void>;
};

/** The append-only migrations of one domain, in the order of their keys (`0001-…`). */
export type MigrationSet = {
  readonly domain: string;
  readonly migrations: Readonly<Record<string, Migration>>;
};
