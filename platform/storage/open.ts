import type { Kysely } from 'kysely';
import type { AppError } from '../kernel/errors.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Storage } from './types.ts';

export type StorageOptions = {
  /** `postgres://…`; without it the state is in `file`. */
  readonly url?: string;
  /** The SQLite file; it and its directory are made when missing. */
  readonly file?: string;
  /** Told once, when the disk did not confirm a commit of `file`: the process has to end, see `flush-failed`. */
  readonly onFlushFailed?: (error: AppError) => void;
};

/**
 * Opens the state database. Run `migrate` before its first use.
 * @throws storage.not-a-database, unwritable, locked, disk-full, bad-url, unreachable, wrong-password
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  if (options.url === undefined && options.file === undefined) throw new Error('openStorage: url or file');
  const store =
    options.url === undefined
      ? openSqlite(options.file!, options.onFlushFailed)
      : await openPostgres(options.url);
  return {
    dialect: options.url === undefined ? 'sqlite' : 'postgres',
    read: <DB>() => store.reader as never as Kysely<DB>,
    transaction: (work, { limitMs } = {}) => store.writer.run(work, limitMs),
    checkIntegrity: () => store.integrity(),
    close: () => store.close(),
  };
}
