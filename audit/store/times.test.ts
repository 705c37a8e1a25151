import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventMigrations } from '#platform/events/index.ts';
import { newId } from '#platform/kernel/ids.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { auditMigrations } from '../migrations/index.ts';
import type { AuditTables } from './db.ts';
import { activeExceptions, insertException } from './exceptions.ts';
import { earliestHold, insertHold } from './holds.ts';

/** Rows of before times were read at the boundary. */
describe('times that stand in another form', () => {
  let storage: Awaited<ReturnType<typeof temporaryStorage>>;
  beforeEach(async () => {
    storage = await temporaryStorage([eventMigrations, auditMigrations]);
  });
  afterEach(() => storage.close());

  const hold = (keepFrom: string) =>
    storage.transaction<AuditTables, void>((tx) =>
      insertHold(tx, {
        id: newId(),
        title: '保全',
        reason: '调查',
        keep_from: keepFrom,
        placed_at: '2026-11-01T00:00:00.000Z',
        placed_by: 'a',
        placed_by_name: 'a',
      }),
    );
  const earliest = () => earliestHold(storage.read<AuditTables>());

  it('the earliest hold is the earliest in time', async () => {
    expect(await earliest()).toBeNull();
    await hold('2020-12-31T20:00:00.000Z');
    await hold('2021-01-01T00:00:00+08:00');
    expect(await earliest()).toBe(Date.parse('2020-12-31T16:00:00Z'));
  });

  it('a hold whose time cannot be read protects everything', async () => {
    await hold('2020-01-01T00:00:00.000Z');
    await hold('1990-12-31T23:59:60Z');
    expect(await earliest()).toBe(Number.NEGATIVE_INFINITY);
  });

  it('an exception ends when its time has come', async () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    for (const expiresAt of [
      '2026-11-22T17:00:00+08:00',
      '2026-11-22T19:00:00+08:00',
      '2026-11-22T05:00:00-08:00',
    ])
      await storage.transaction<AuditTables, void>((tx) =>
        insertException(tx, {
          id: newId(),
          rule_id: null,
          query: expiresAt,
          reason: '维护',
          expires_at: expiresAt,
          created_at: '2026-11-22T00:00:00.000Z',
          created_by: 'a',
          ended_at: null,
          ended_by: null,
          held_back: 0,
        }),
      );
    const active = await activeExceptions(storage.read<AuditTables>(), now);
    expect(active.map(({ query }) => query)).toEqual([
      '2026-11-22T19:00:00+08:00',
      '2026-11-22T05:00:00-08:00',
    ]);
  });
});
