import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { migrate, openStorage, type Storage } from '#platform/storage/index.ts';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import { auditMigrations } from '../migrations/index.ts';
import { createCollecting } from './index.ts';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

describe.skipIf(!postgres.found)('sources and dead letters in a PostgreSQL', () => {
  let cluster: PostgresCluster;
  let storage: Storage;
  let w: CollectWorld;
  beforeAll(async () => {
    cluster = await startPostgres();
    storage = await openStorage({ url: await cluster.createDatabase() });
    await migrate(storage, [eventMigrations, auditMigrations]);
    w = await collectWorld();
  });
  afterAll(async () => {
    await w?.close();
    await storage?.close();
    await cluster?.stop();
  });

  it('do as they do in SQLite', async () => {
    const events = createEventLog({ storage, clock: w.deps.clock });
    const collecting = createCollecting({ ...w.deps, storage, events });
    await collecting.start();
    const { sources, deadLetters } = collecting.service;
    await sources.create(everybody, { id: 's', title: '来源', class: 'business', kind: 'bulk' });
    await sources.assign(everybody, 's', { kind: 'token' });
    const record = { source: 's', raw: Buffer.from('x'), eventTime: null, receivedAt: Date.now() };
    for (let n = 0; n < 2; n++) {
      await w.evidence.append([record]);
      expect((await sources.get(everybody, 's')).counts.stored).toBe(n + 1);
      const raw = Buffer.from('a\0b 张三');
      const letter = {
        stage: 'collect',
        source: 's',
        reason: 'cut',
        raw,
        bytes: raw.length,
        receivedAt: 1,
      } as const;
      await deadLetters.add([letter]);
    }
    await sources.change(everybody, 's', { silenceMinutes: 5, enabled: false });
    expect((await sources.get(everybody, 's')).counts).toMatchObject({ received: 4, stored: 2, refused: 2 });
    const { items, total } = await deadLetters.list(everybody, { page: 1, pageSize: 10, q: '张三' });
    expect(total).toBe(2);
    expect(await deadLetters.replay(everybody, { ids: [items[0]!.id] })).toEqual({ replayed: 1, failed: [] });
    expect((await w.evidence.all()).at(-1)!.raw.toString()).toBe('a\0b 张三');
    await collecting.stop();
    await events.stop();
  });
});
