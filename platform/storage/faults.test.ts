import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peer } from '../../test/peers/find.ts';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import { AppError } from '../kernel/errors.ts';
import { type MigrationSet, migrate, openStorage, type Storage, type StorageOptions } from './index.ts';

type Tables = { t_data: { id: number; data: string } };
const data: MigrationSet = {
  domain: 't',
  migrations: {
    '0001-data': {
      async up(db) {
        await db.schema
          .createTable('t_data')
          .addColumn('id', 'integer', (c) => c.primaryKey())
          .addColumn('data', 'text')
          .execute();
      },
    },
  },
};
const insert = (storage: Storage, id: number, size = 1) =>
  storage.transaction<Tables, unknown>((tx) =>
    tx
      .insertInto('t_data')
      .values({ id, data: 'x'.repeat(size) })
      .execute(),
  );
const count = async (storage: Storage) =>
  (await storage.read<Tables>().selectFrom('t_data').select('id').execute()).length;

/** Opening must fail with this code, in both languages, without the password. */
async function refused(options: StorageOptions, code: string) {
  const error = await openStorage(options).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AppError);
  const { code: actual, texts, details } = error as AppError;
  expect(actual).toBe(code);
  expect(texts.zh).toMatch(/[一-鿿]/);
  expect(`${texts.zh}${texts.en}`).not.toMatch(/\{\w+\}/);
  expect(JSON.stringify([texts, details])).not.toContain('Wrong-Pass');
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'anmin-faults-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('SQLite in bad surroundings', () => {
  it('makes the file and its directory for the owner alone', async () => {
    const storage = await openStorage({ file: join(directory, 'new', 'state.db') });
    await migrate(storage, [data]);
    expect(statSync(join(directory, 'new')).mode & 0o777).toBe(0o700);
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm']) {
      expect(statSync(join(directory, 'new', name)).mode & 0o777).toBe(0o600);
    }
    await storage.close();
  });

  it.skipIf(!existsSync('/proc/locks'))(
    'keeps its hold on the file when the same process opens it once more',
    async () => {
      const file = join(directory, 'twice.db');
      const storage = await openStorage({ file });
      await migrate(storage, [data]);
      // Closing any descriptor of a file ends all locks that the process has on it (fcntl(2), "advisory locks").
      const locks = () => {
        const ours = new RegExp(` ${process.pid} \\S+:${statSync(file).ino} `);
        return readFileSync('/proc/locks', 'utf8')
          .split('\n')
          .filter((line) => ours.test(line)).length;
      };
      expect(locks()).toBe(1);
      const again = await openStorage({ file });
      expect(locks()).toBe(1);
      await again.close();
      expect(locks()).toBe(1);
      await storage.close();
    },
  );

  it('fail/a file that is something else is left as it is', async () => {
    const file = join(directory, 'letter.db');
    writeFileSync(file, 'Dear reader, '.repeat(1000));
    await refused({ file }, 'storage.not-a-database');
    expect(statSync(file).size).toBe(13_000);
  });

  it('fail/a damaged database is found by the integrity check', async () => {
    const file = join(directory, 'damaged.db');
    const storage = await openStorage({ file });
    await migrate(storage, [data]);
    for (let id = 0; id < 50; id++) await insert(storage, id, 3000);
    await storage.close();
    truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096);
    const again = await openStorage({ file }).catch((error: AppError) => error);
    if (again instanceof AppError) expect(again.code).toBe('storage.not-a-database');
    else {
      expect(await again.checkIntegrity()).not.toEqual([]);
      await again.close();
    }
  });

  it('fail/a directory that cannot be written', async () => {
    const closed = join(directory, 'closed');
    mkdirSync(closed, { mode: 0o755 });
    chmodSync(directory, 0o755);
    chmodSync(closed, 0o555);
    const root = process.getuid!() === 0;
    if (root) process.seteuid!(65534);
    try {
      await refused({ file: join(closed, 'state.db') }, 'storage.unwritable');
      await refused({ file: join(closed, 'below', 'state.db') }, 'storage.unwritable');
    } finally {
      if (root) process.seteuid!(0);
    }
    writeFileSync(join(directory, 'plain'), '');
    await refused({ file: join(directory, 'plain', 'state.db') }, 'storage.unwritable');
    await refused({ file: directory }, 'storage.unwritable');
  });

  it('waits for another program that holds the lock, without stopping the process', async () => {
    const file = join(directory, 'shared.db');
    const storage = await openStorage({ file });
    await migrate(storage, [data]);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const counting = setInterval(() => turns++, 10);
    const waiting = insert(storage, 1);
    await expect.poll(() => turns).toBeGreaterThan(5);
    expect(await count(storage)).toBe(0);
    other.exec('COMMIT');
    await waiting;
    clearInterval(counting);
    expect(await count(storage)).toBe(1);
    other.close();
    await storage.close();
  });

  it('fail/a lock that is not given up', async () => {
    const file = join(directory, 'held.db');
    const storage = await openStorage({ file });
    await migrate(storage, [data]);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(insert(storage, 1)).rejects.toMatchObject({ code: 'storage.locked' });
    other.exec('ROLLBACK');
    await insert(storage, 2);
    expect(await count(storage)).toBe(1);
    other.close();
    await storage.close();
  });
});

/** A file system of 1 MiB, where the machine lets us mount one. */
const mount = join(tmpdir(), `anmin-small-${process.pid}`);
const small = peer('tmpfs', {
  probe() {
    mkdirSync(mount, { recursive: true });
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
    return made.status === 0 ? mount : undefined;
  },
});

describe.skipIf(!small.found)('SQLite on a full disk', () => {
  afterAll(() => {
    spawnSync('umount', ['-l', mount]);
    rmSync(mount, { recursive: true, force: true });
  });

  it('says so, keeps every acknowledged row and no part of another, and goes on when there is room', async () => {
    const file = join(mount, 'state.db');
    const ballast = join(mount, 'ballast');
    writeFileSync(ballast, Buffer.alloc(300_000));
    const storage = await openStorage({ file });
    await migrate(storage, [data]);
    const acknowledged: number[] = [];
    const refusals = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const wave = Array.from({ length: 8 }, (_, i) => round * 8 + i);
      const results = await Promise.allSettled(wave.map((id) => insert(storage, id, 5000)));
      for (const [index, result] of results.entries()) {
        if (result.status === 'fulfilled') acknowledged.push(wave[index]!);
        else refusals.add((result.reason as AppError).code);
      }
    }
    expect([...refusals]).toEqual(['storage.disk-full']);
    const there = await storage.read<Tables>().selectFrom('t_data').select('id').orderBy('id').execute();
    expect(there.map((row) => row.id)).toEqual(acknowledged);
    rmSync(ballast);
    await insert(storage, 9999);
    expect(await storage.checkIntegrity()).toEqual([]);
    await storage.close();
    const again = await openStorage({ file });
    expect(await count(again)).toBe(acknowledged.length + 1);
    await again.close();
    for (const name of readdirSync(mount)) rmSync(join(mount, name));
  });

  it('acknowledges only what is there when a large transaction fills the disk half-way', async () => {
    const file = join(mount, 'large.db');
    const storage = await openStorage({ file });
    await migrate(storage, [data]);
    const large = storage.transaction<Tables, void>(async (tx) => {
      for (let id = 100; id < 150; id++) {
        await tx
          .insertInto('t_data')
          .values({ id, data: 'x'.repeat(1_000_000) })
          .execute();
      }
    });
    const results = await Promise.allSettled([insert(storage, 1), large, insert(storage, 2)]);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'storage.disk-full' } });
    const acknowledged = [1, 0, 2].filter((id, index) => id > 0 && results[index]!.status === 'fulfilled');
    const rows = await storage.read<Tables>().selectFrom('t_data').select('id').orderBy('id').execute();
    expect(rows.map((row) => row.id)).toEqual(acknowledged);
    expect(await storage.checkIntegrity()).toEqual([]);
    await storage.close();
  });
});

describe('PostgreSQL that cannot be used', () => {
  let cluster: PostgresCluster | undefined;
  beforeAll(async () => {
    if (postgres.found) cluster = await startPostgres();
  });
  afterAll(() => cluster?.stop());

  it('fail/nobody listens', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    await refused({ url: `postgres://u:Wrong-Pass@127.0.0.1:${port}/d` }, 'storage.unreachable');
  });

  it('fail/an address that is none', async () => {
    for (const url of ['', 'Wrong-Pass', 'mysql://u:Wrong-Pass@h/d', 'postgres://u:Wrong-Pass@[::']) {
      await refused({ url }, 'storage.bad-url');
    }
  });

  it.skipIf(!postgres.found)(
    'fail/a wrong password, a wrong user, no password, no such database',
    async () => {
      const url = await cluster!.createDatabase();
      const database = url.split('/').at(-1)!;
      await refused({ url: cluster!.url(database, { password: 'Wrong-Pass' }) }, 'storage.wrong-password');
      await refused({ url: cluster!.url(database, { user: 'nobody' }) }, 'storage.wrong-password');
      await refused(
        { url: `postgres://anmin@127.0.0.1:${cluster!.port}/${database}` },
        'storage.wrong-password',
      );
      await refused({ url: cluster!.url('no_such_database') }, 'storage.no-such-database');
    },
  );
});
