import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import { type MigrationSet, migrate, openStorage, type StorageOptions } from './index.ts';

type Tables = { t_left: { id: number; filler: string }; t_right: { id: number } };
const pairs: MigrationSet = {
  domain: 't',
  migrations: {
    '0001-pairs': {
      async up(db) {
        await db.schema
          .createTable('t_left')
          .addColumn('id', 'integer', (c) => c.primaryKey())
          .addColumn('filler', 'text')
          .execute();
        await db.schema
          .createTable('t_right')
          .addColumn('id', 'integer', (c) => c.primaryKey())
          .execute();
      },
    },
  },
};

/** Lets a writing process run until it has acknowledged `enough` ids, kills it, and returns all ids that it printed. */
function writeAndKill(target: string, first: number, enough: number, kill: (pid: number) => Promise<void>) {
  return new Promise<number[]>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'crash.fixture.ts'), target, String(first)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let text = '';
    let errors = '';
    let killed: Promise<void> | undefined;
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split('\n').length > enough) killed ??= kill(child.pid!);
    });
    child.once('close', () => {
      // A last line without its end was not said.
      const ids = text.split('\n').slice(0, -1).map(Number);
      if (killed) killed.then(() => resolve(ids), reject);
      else reject(new Error(`ended by itself: ${errors}`));
    });
  });
}

async function holds(options: StorageOptions, acknowledged: readonly number[]): Promise<number> {
  const storage = await openStorage(options);
  try {
    expect(await storage.checkIntegrity()).toEqual([]);
    const read = storage.read<Tables>();
    const left = (await read.selectFrom('t_left').select('id').orderBy('id').execute()).map((row) => row.id);
    const right = (await read.selectFrom('t_right').select('id').orderBy('id').execute()).map(
      (row) => row.id,
    );
    expect(right).toEqual(left);
    const there = new Set(left);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    return left.length;
  } finally {
    await storage.close();
  }
}

const kill9 = async (pid: number) => void process.kill(pid, 'SIGKILL');

describe('a process that is killed while it writes', () => {
  let directory: string;
  let cluster: PostgresCluster | undefined;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'anmin-crash-'));
    if (postgres.found) cluster = await startPostgres();
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function prepare(options: StorageOptions) {
    const storage = await openStorage(options);
    await migrate(storage, [pairs]);
    await storage.close();
  }

  it('has lost nothing that it acknowledged and left no half: SQLite, kill -9 three times', async () => {
    const file = join(directory, 'state.db');
    await prepare({ file });
    const acknowledged: number[] = [];
    for (const round of [1, 2, 3]) {
      acknowledged.push(...(await writeAndKill(file, round * 1_000_000, 150 * round, kill9)));
      expect(await holds({ file }, acknowledged)).toBeGreaterThanOrEqual(acknowledged.length);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(900);
  });

  it.skipIf(!postgres.found)('the same on PostgreSQL, kill -9 of the writer', async () => {
    const url = await cluster!.createDatabase();
    await prepare({ url });
    const acknowledged = await writeAndKill(url, 1, 200, kill9);
    await holds({ url }, acknowledged);
  });

  it.skipIf(!postgres.found)('the same on PostgreSQL, crash of the server', async () => {
    const url = await cluster!.createDatabase();
    await prepare({ url });
    const acknowledged = await writeAndKill(url, 1, 200, () => cluster!.crash());
    await holds({ url }, acknowledged);
  });

  it.skipIf(!postgres.found)('goes on by itself when the server comes back', async () => {
    const url = await cluster!.createDatabase();
    await prepare({ url });
    const storage = await openStorage({ url });
    const insert = (id: number) =>
      storage.transaction<Tables, unknown>((tx) => tx.insertInto('t_right').values({ id }).execute());
    await insert(1);
    await cluster!.crash();
    await insert(2).catch((error) => expect(error).toMatchObject({ code: 'storage.unreachable' }));
    await insert(3);
    const rows = await storage
      .read<Tables>()
      .selectFrom('t_right')
      .select('id')
      .where('id', 'in', [1, 3])
      .execute();
    expect(rows).toHaveLength(2);
    await storage.close();
  });
});
