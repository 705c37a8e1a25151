import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, postgres, startPostgres } from '../../../test/peers/postgres.ts';
import type { AuditTables } from '../../store/db.ts';
import { findSource } from '../../store/sources.ts';
import { createIntake } from '../intake.ts';
import { limits } from '../settings.ts';
import { type CollectWorld, collectWorld, everybody, silentLog } from '../testing.ts';
import { loadEngines } from './engines.ts';
import { createPulls } from './pulls.ts';

const made = {
  title: { zh: '测试', en: 'test' },
  needs: { zh: '无', en: 'nothing' },
  protocol: 'postgresql',
  timeColumn: 'at',
  overlapSeconds: 60,
  query: 'select at, who, statement from audit_rows where at >= $1::timestamptz order by at',
};

describe('the files of engines', () => {
  it('are all readable; Dameng is shown as not available, with the reason', async () => {
    const engines = loadEngines(import.meta.dirname);
    expect([...engines.keys()]).toEqual(['dameng', 'kingbase-sso', 'kingbase', 'opengauss']);
    const w = await collectWorld();
    const pull = {
      engine: 'dameng',
      host: 'db',
      port: 5236,
      database: 'd',
      user: 'SYSAUDITOR',
      password: 'x',
    };
    const source = { id: 'dm', title: 'dm', class: 'database', kind: 'pull', pull } as const;
    const error = await w.service.sources.create(everybody, source).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'audit.pull-engine-unavailable' });
    expect((error as { texts: { zh: string } }).texts.zh).toContain('驱动');
    await w.close();
  });
});

describe.skipIf(!postgres.found)('pulling audit rows from a PostgreSQL', () => {
  let cluster: PostgresCluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'anmin-engines-'));
    writeFileSync(join(folder, 'made-up.yaml'), JSON.stringify(made));
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  let w: CollectWorld;
  let db: pg.Client;
  let url: URL;
  beforeEach(async () => {
    w = await collectWorld({ enginesFolder: folder });
    url = new URL(await cluster.createDatabase());
    db = new pg.Client({ connectionString: url.href });
    db.on('error', () => {});
    await db.connect();
    await db.query('create table audit_rows (at timestamptz, who text, statement text)');
    const connection = { host: '127.0.0.1', port: cluster.port, database: url.pathname.slice(1) };
    const pull = { ...connection, engine: 'made-up', user: url.username, password: url.password };
    await w.service.sources.create(everybody, {
      id: 'pulled',
      title: '业务库',
      class: 'database',
      kind: 'pull',
      pull: { ...pull, tls: 'off', everySeconds: 1 },
    });
  });
  afterEach(async () => {
    await db.end();
    await w.close();
  });

  /** A puller of the test's own; the other has been stopped. */
  const puller = async () => {
    await w.stop();
    const { storage, events, clock, sealer } = w.deps;
    const intake = createIntake({ evidence: w.evidence, bounds: limits, log: silentLog });
    const engines = loadEngines(folder);
    return createPulls({
      storage,
      events,
      clock,
      sealer,
      log: silentLog,
      evidence: w.evidence,
      intake,
      engines,
    });
  };
  const source = async () => (await findSource(w.storage.read<AuditTables>(), 'pulled'))!;
  const signal = new AbortController().signal;
  const insert = (at: string, who: string, count = 1) =>
    db.query(
      `insert into audit_rows select $1::timestamptz, $2, 'S ' || n from generate_series(1, $3::int) n`,
      [at, who, count],
    );

  it('takes each row once: late ones, equal ones, thousands of one moment', async () => {
    const pulls = await puller();
    await insert('2026-11-22T08:00:00.123456Z', '张三', 2500);
    expect(await pulls.pull(await source(), signal)).toBe(2500);
    expect(await pulls.pull(await source(), signal)).toBe(0);
    await insert('2026-11-22T07:59:30Z', 'late');
    await insert('2026-11-22T08:00:10Z', 'equal');
    expect(await pulls.pull(await source(), signal)).toBe(2);
    await insert('2026-11-22T08:00:10Z', 'equal');
    expect(await pulls.pull(await source(), signal)).toBe(1);
    expect(await pulls.pull(await source(), signal)).toBe(0);
    expect(w.evidence.size()).toBe(2503);
    const [first] = await w.evidence.all();
    expect(JSON.parse(first!.raw.toString())).toMatchObject({
      at: '2026-11-22 08:00:00.123456+00',
      who: '张三',
    });
    expect(first!.eventTime).toBe(Date.UTC(2026, 10, 22, 8, 0, 0, 123));
  });

  it('takes no row twice after a crash before its place was noted', async () => {
    await insert('2026-11-22T08:00:00Z', 'a', 1200);
    expect(await (await puller()).pull(await source(), signal)).toBe(1200);
    await insert('2026-11-22T08:00:01Z', 'b', 10);
    // Another process that knows only what is in the state database (nothing yet) and the evidence.
    expect(await (await puller()).pull(await source(), signal)).toBe(10);
    expect(w.evidence.size()).toBe(1210);
  });

  it('goes on by itself, tells of a failure once and of the end of it, and keeps the password sealed', async () => {
    await insert('2026-11-22T08:00:00Z', 'a', 3);
    await expect.poll(() => w.evidence.size(), { timeout: 10_000 }).toBe(3);
    await expect
      .poll(async () => (await w.service.sources.get(everybody, 'pulled')).pull?.lastRunAt, { timeout: 5000 })
      .toBeTruthy();
    const view = JSON.stringify(await w.service.sources.get(everybody, 'pulled'));
    expect(view).not.toContain(url.password);
    await db.query('alter table audit_rows rename to gone');
    const health = async () => (await w.service.sources.get(everybody, 'pulled')).health;
    await expect.poll(health, { timeout: 10_000 }).toBe('failing');
    await db.query('alter table gone rename to audit_rows');
    await insert('2026-11-22T08:00:00Z', 'b', 2);
    await expect.poll(() => w.evidence.size(), { timeout: 10_000 }).toBe(5);
    await expect.poll(health, { timeout: 5000 }).toBe('ok');
    const told = (await w.eventNames()).filter((name) => name.startsWith('audit.pull.'));
    expect(told).toEqual(['audit.pull.failed', 'audit.pull.resumed']);
  });
});
