import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite, type SqliteStore } from './sqlite.ts';

/** A disk whose flushes end when the test says so. */
function slowDisk() {
  const waiting: { end(error?: Error): void }[] = [];
  let started = () => {};
  return {
    flush: () =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ end: (error) => (error ? reject(error) : resolve()) });
        started();
      }),
    /** Resolves once a flush is waited for. */
    busy: () =>
      new Promise<void>((resolve) => {
        if (waiting.length > 0) resolve();
        else started = resolve;
      }),
    end: (error?: Error) => waiting.shift()?.end(error),
  };
}

let directory: string;
let disk: ReturnType<typeof slowDisk>;
let store: SqliteStore;
let failures: string[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anmin-flush-'));
  disk = slowDisk();
  failures = [];
  store = openSqlite(join(directory, 'state.db'), ({ code }) => failures.push(code), disk.flush);
  const made = store.writer.run((tx) => sql`create table t (id integer primary key)`.execute(tx));
  await disk.busy();
  disk.end();
  await made;
});
afterEach(async () => {
  disk.end();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const insert = (id: number) => (tx: Kysely<unknown>) => sql`insert into t values (${id})`.execute(tx);
const rows = async () => (await sql<{ id: number }>`select id from t`.execute(store.reader)).rows;

it('tells neither the writer nor a reader of a row before it is on disk', async () => {
  const told: string[] = [];
  const written = store.writer.run(insert(1)).then(() => told.push('written'));
  await disk.busy();
  const read = rows().then((found) => told.push(`read ${found.length}`));
  // The process is free meanwhile: whatever was told early would be told by now.
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  disk.end();
  await Promise.all([written, read]);
  expect(told.toSorted()).toEqual(['read 1', 'written']);
});

it('fail/neither reads nor writes once the disk did not confirm a commit, and says so once', async () => {
  const first = store.writer.run(insert(1));
  await disk.busy();
  disk.end(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  await expect(first).rejects.toMatchObject({ code: 'storage.flush-failed', details: { reason: 'EIO' } });
  await expect(store.writer.run(insert(2))).rejects.toMatchObject({ code: 'storage.flush-failed' });
  // Whether the row is there is not known: who reads it could act on what the next start does not have.
  await expect(rows()).rejects.toMatchObject({ code: 'storage.flush-failed' });
  expect(failures).toEqual(['storage.flush-failed']);
});
