import { expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { newId } from '#platform/kernel/ids.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { auditMigrations } from '../../migrations/index.ts';
import type { AuditTables } from '../../store/db.ts';
import { insertHold } from '../../store/holds.ts';
import { createEvidenceState } from './state.ts';
import { createWitnesses } from './witnesses.ts';

it('nothing is removed while a hold stands whose time cannot be read', async () => {
  const storage = await temporaryStorage([eventMigrations, auditMigrations]);
  const clock = { now: () => new Date('2026-11-22T10:00:00Z') };
  const events = createEventLog({ storage, clock });
  const touched: string[] = [];
  const deps = {
    storage,
    events,
    clock,
    evidence: (): never => {
      touched.push('evidence');
      throw new Error('not while it is held');
    },
    store: (): never => {
      touched.push('store');
      throw new Error('not while it is held');
    },
    witnesses: createWitnesses({ storage, events, clock }),
    followers: () => [],
    retentionDays: 180,
    witnessAlarmHours: 0,
  };
  const state = createEvidenceState(deps);
  await storage.transaction<AuditTables, void>((tx) =>
    insertHold(tx, {
      id: newId(),
      title: '保全',
      reason: '调查',
      keep_from: '1990-12-31T23:59:60Z',
      placed_at: '2026-11-01T00:00:00.000Z',
      placed_by: 'a',
      placed_by_name: 'a',
    }),
  );
  await state.prune();
  expect(touched).toEqual([]);
  await storage.close();
});
