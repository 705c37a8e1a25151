import type { Kysely, Migration } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

/**
 * The state database. `DB` is the table map of the caller's own domain (Kysely's `Database` type).
 * Everything that was committed before `transaction` resolves is on disk.
 */
export type Storage = {
  readonly dialect: Dialect;
  /** Reads of committed state. Never write through it. */
  read<DB>(): Kysely<DB>;
  /**
   * Runs `work` in one transaction and resolves after its durable commit; rolls back and rejects when
   * `work` throws. On SQLite concurrent calls share one commit (each in its own savepoint), so that a
   * burst of writers pays for one fsync. `work` must not wait for anything but its own queries, and
   * must not call `transaction`.
   */
  transaction<DB, T>(work: (tx: Kysely<DB>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** The append-only migrations of one domain, in the order of their keys (`0001-…`). */
export type MigrationSet = { readonly domain: string; readonly migrations: Readonly<Record<string, Migration>> };
