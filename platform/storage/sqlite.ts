import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fdatasync,
  mkdirSync,
  openSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, Kysely, QueryResult } from 'kysely';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { AppError } from '../kernel/errors.ts';
import { lockWaitMs, storageErrors, translate } from './errors.ts';
import { createFlush, type Flush } from './flush.ts';
import { onConnection } from './one-connection.ts';
import { createWriter, type Writer, type WriterLink } from './writer.ts';

export const sqliteParts = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

export type SqliteStore = {
  readonly reader: Kysely<unknown>;
  readonly writer: Writer;
  integrity(): Promise<readonly string[]>;
  close(): Promise<void>;
};

const cachedStatements = 512;

/**
 * One connection that writes and one that reads, both on the same file (mode 0600, in a directory of
 * mode 0700 when it is made here). A commit writes the WAL and is answered after its flush, which runs
 * beside the main thread; so SQLite itself flushes only around checkpoints (synchronous=NORMAL).
 * @param onFlushFailed told once, when the disk did not confirm a commit; then nothing is read or written any more
 * @param flush brings what was written to an open file to the disk
 */
export function openSqlite(
  file: string,
  onFlushFailed: (error: AppError) => void = () => {},
  flush = promisify(fdatasync),
): SqliteStore {
  const name = (error: unknown) => translate(error, { file });
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Not opened when it is there: closing it would let go of the locks that this process has on it.
    if (existsSync(file)) accessSync(file, constants.W_OK);
    else closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    if (reason === 'ENOSPC') throw storageErrors['disk-full']({}, error);
    throw storageErrors.unwritable({ file, reason }, error);
  }
  const opened: DatabaseSync[] = [];
  try {
    const write = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 2000 });
    opened.push(write);
    write.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 16000;
      PRAGMA journal_size_limit = 67108864`);
    // A directory that cannot be written shows only when something is written.
    write.exec('BEGIN IMMEDIATE; ROLLBACK');
    // From here on a lock is waited for without holding up the process (see begin below).
    write.exec('PRAGMA busy_timeout = 20');
    const read = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
    opened.push(read);
    read.exec('PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000');
    const wal = openSync(`${file}-wal`, 'r+');
    return assemble(file, { write, read, wal, flush: createFlush(() => flush(wal), onFlushFailed) }, name);
  } catch (error) {
    for (const db of opened) db.close();
    throw name(error);
  }
}

function assemble(
  file: string,
  { write, read, wal, flush }: { write: DatabaseSync; read: DatabaseSync; wal: number; flush: Flush },
  name: (error: unknown) => unknown,
): SqliteStore {
  const closeAll = () => {
    closeSync(wal);
    // The last to close empties the WAL into the file, which a connection that only reads cannot.
    read.close();
    write.close();
  };
  const writer = createWriter(sqliteLink(write, flush, name, closeAll), sqliteParts);
  return {
    reader: onConnection(readConnection(read, flush, name), sqliteParts),
    writer,
    integrity: () => quickCheck(file),
    close: () => writer.close(),
  };
}

function sqliteLink(
  db: DatabaseSync,
  flush: Flush,
  name: (error: unknown) => unknown,
  close: () => void,
): WriterLink {
  const run = statements(db);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw name(error);
    }
  };
  return {
    async begin() {
      flush.check();
      const until = performance.now() + lockWaitMs;
      for (;;) {
        try {
          run('BEGIN IMMEDIATE', []);
          return;
        } catch (error) {
          const busy = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
          if (busy !== 5 || performance.now() > until) throw name(error);
          await delay(10);
        }
      }
    },
    exec: (sql) => guarded(() => void run(sql, [])),
    query: <R>(query: CompiledQuery) =>
      guarded(() => run(query.sql, query.parameters as readonly SQLInputValue[]) as QueryResult<R>),
    async commit() {
      guarded(() => run('COMMIT', []));
      await flush.start();
    },
    inTransaction: () => db.isTransaction,
    end() {},
    close: async () => close(),
  };
}

/** Runs a statement through a cache of prepared ones, least recently used out first. */
function statements(
  db: DatabaseSync,
): (sql: string, parameters: readonly SQLInputValue[]) => QueryResult<unknown> {
  const cache = new Map<string, { statement: StatementSync; reads: boolean }>();
  return (sql, parameters) => {
    let entry = cache.get(sql);
    if (entry === undefined) {
      const statement = db.prepare(sql);
      entry = { statement, reads: statement.columns().length > 0 };
      if (cache.size >= cachedStatements) cache.delete(cache.keys().next().value!);
    } else {
      cache.delete(sql);
    }
    cache.set(sql, entry);
    if (entry.reads) return { rows: entry.statement.all(...parameters).map(withBuffers) };
    const { changes, lastInsertRowid } = entry.statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  };
}

/** Bytes come as Buffer, as they do from PostgreSQL. */
function withBuffers(row: Record<string, unknown>): Record<string, unknown> {
  for (const key in row) {
    const value = row[key];
    if (value instanceof Uint8Array) row[key] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return row;
}

/** Answers what is on disk: a row whose commit is still being flushed is told after the flush. */
function readConnection(
  db: DatabaseSync,
  flush: Flush,
  name: (error: unknown) => unknown,
): DatabaseConnection {
  const run = statements(db);
  return {
    async executeQuery<R>(query: CompiledQuery) {
      try {
        flush.check();
        const result = run(query.sql, query.parameters as readonly SQLInputValue[]) as QueryResult<R>;
        const flushing = flush.underWay();
        if (flushing !== undefined) await flushing;
        return result;
      } catch (error) {
        throw name(error);
      }
    },
    async *streamQuery<R>(query: CompiledQuery) {
      flush.check();
      // A statement of its own: one from the cache could be restarted by another query half-way.
      const rows = db.prepare(query.sql).iterate(...(query.parameters as readonly SQLInputValue[]));
      for (const row of rows) {
        await flush.underWay();
        yield { rows: [withBuffers(row)] as R[] };
      }
    },
  };
}

/** In a thread of its own, for a large file would hold up everything else for seconds. */
function quickCheck(file: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./quick-check.worker.ts', import.meta.url), { workerData: file });
    worker.once('message', resolve);
    worker.once('error', (error) => resolve([error.message]));
  });
}
