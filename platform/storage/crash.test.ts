import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peer } from '../../test/peers/find.ts';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import { type MigrationSet, migrate, openStorage, type StorageOptions } from './index.ts';

const strace = peer('strace', { debian: 'strace', versionArgs: ['--version'] });

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

/**
 * Lets a writing process run until it has acknowledged `enough` ids, kills it, and returns all ids that it
 * printed. `under` is a program with its arguments that runs it.
 */
function writeAndKill(
  target: string,
  first: number,
  enough: number,
  kill: (pid: number) => Promise<void>,
  under: readonly string[] = [],
) {
  return new Promise<number[]>((resolve, reject) => {
    const fixture = join(import.meta.dirname, 'crash.fixture.ts');
    const [program = '', ...args] = [...under, process.execPath, fixture, target, String(first)];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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

  it.skipIf(!strace.found)(
    'acknowledges nothing before the disk has it: every call of the writer',
    async () => {
      const file = join(directory, 'traced.db');
      await prepare({ file });
      const trace = join(directory, 'trace.txt');
      const calls = [
        '-f',
        '-y',
        '-qq',
        '-s',
        '40',
        '-e',
        'trace=write,pwrite64,fsync,fdatasync',
        '-o',
        trace,
      ];
      const killTraced = async (pid: number) => {
        for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')) {
          await kill9(Number(child));
        }
      };
      const told = await writeAndKill(file, 1, 200, killTraced, [strace.path, ...calls]);
      let [unflushed, flushing, answers, flushes] = [false, false, 0, 0];
      for (const line of readFileSync(trace, 'utf8').split('\n')) {
        const ended = line.includes('resumed>');
        const call = /\b(write|pwrite64|fsync|fdatasync)(?:\(\d+<([^>]*)>| resumed>)/.exec(line);
        if (call?.[1] === 'pwrite64' && call[2]?.endsWith('-wal')) unflushed = true;
        else if (call?.[1]?.startsWith('f')) {
          flushing ||= call[2]?.endsWith('-wal') ?? false;
          if (flushing && (ended || !line.includes('<unfinished'))) {
            [unflushed, flushing] = [false, false];
            flushes += 1;
          }
        } else if (call?.[1] === 'write' && /write\(1</.test(line)) {
          expect(unflushed, line).toBe(false);
          answers += 1;
        }
      }
      expect(answers).toBeGreaterThanOrEqual(told.length);
      expect(flushes).toBeGreaterThan(10);
    },
  );

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
