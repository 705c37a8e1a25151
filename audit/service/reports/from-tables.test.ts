import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { newId } from '#platform/kernel/ids.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { createMask } from '../../core/mask/document.ts';
import { periodOf } from '../../core/report/month.ts';
import { auditMigrations } from '../../migrations/index.ts';
import { addCounts } from '../../store/counts.ts';
import type { AuditTables } from '../../store/db.ts';
import { askTables } from './from-tables.ts';

const at = (text: string) => new Date(`2026-${text}:00+08:00`).toISOString();
let time = 0;
let storage: Awaited<ReturnType<typeof temporaryStorage>>;
let tables: ReturnType<typeof askTables>;

beforeAll(async () => {
  storage = await temporaryStorage([eventMigrations, auditMigrations]);
  const events = createEventLog({ storage, clock: { now: () => new Date(time) } });
  const actor = { kind: 'system', id: 'watch', name: 'watch' } as const;
  const tell = async (when: string, name: string, id: string, since: string) => {
    time = Date.parse(at(when));
    await storage.transaction((tx) =>
      events.append(tx, {
        name,
        actor,
        subject: { kind: 'source', id, label: id },
        outcome: 'success',
        data: { since: at(since) },
      }),
    );
  };
  const source = (id: string, silent: string | null) => ({
    id,
    title: `来源 ${id}`,
    class: 'database',
    kind: 'syslog',
    parsers: '["auto"]',
    time_zone: 'Asia/Shanghai',
    silence_minutes: 30,
    enabled: 1,
    pull: null,
    pull_secret: null,
    silent_since: silent,
    created_at: at('01-01T00:00'),
    created_by: 'x',
    changed_at: at('01-01T00:00'),
    changed_by: 'x',
  });
  const alert = (raised: string, more: Partial<AuditTables['audit_alerts']>) => ({
    id: newId(),
    rule_id: 'r1',
    title: '批量读取',
    level: 'high',
    severity: 3,
    class: 'database',
    group_key: 'g',
    user_name: null,
    address: null,
    host: null,
    state: 'open',
    exception_id: null,
    case_id: null,
    matches: 2,
    first_at: at(raised),
    last_at: at(raised),
    raised_at: at(raised),
    closed_at: null,
    closed_by: null,
    verdict: null,
    comment: null,
    ...more,
  });
  await storage.transaction<AuditTables & AuditTables, void>(async (tx) => {
    const all = [source('a', null), source('b', at('10-31T20:00')), source('c', null), source('d', null)];
    await tx.insertInto('audit_sources').values(all).execute();
    await addCounts(tx as never, 'a', { refused: 3, discarded: 1 });
    await tx
      .insertInto('audit_exceptions')
      .values({
        id: 'e1',
        rule_id: 'r1',
        query: null,
        reason: '备份，联系 13812345678',
        expires_at: at('12-31T00:00'),
        created_at: at('09-01T00:00'),
        created_by: '林静怡',
        ended_at: null,
        ended_by: null,
        held_back: 5,
      })
      .execute();
    await tx
      .insertInto('audit_alerts')
      .values([
        alert('10-01T00:00', {}),
        alert('10-31T23:59', { state: 'closed', verdict: 'true-positive' }),
        alert('10-05T00:00', { state: 'closed', verdict: 'benign' }),
        alert('10-06T00:00', { state: 'suppressed', exception_id: 'e1', matches: 4 }),
        alert('09-30T23:59', {}),
        alert('11-01T00:00', {}),
      ])
      .execute();
  });
  // Before October and over before it; from September into it; within it; given up; into November.
  await tell('09-01T01:00', 'audit.source.silent', 'a', '09-01T00:00');
  await tell('09-02T00:00', 'audit.source.resumed', 'a', '09-01T00:00');
  await tell('09-30T21:00', 'audit.source.silent', 'a', '09-30T20:00');
  await tell('10-01T06:00', 'audit.source.resumed', 'a', '09-30T20:00');
  await tell('10-13T03:00', 'audit.source.silent', 'c', '10-13T02:00');
  await tell('10-13T05:30', 'audit.source.resumed', 'c', '10-13T02:00');
  await tell('10-20T09:00', 'audit.source.silent', 'd', '10-20T08:00');
  await tell('10-31T21:00', 'audit.source.silent', 'b', '10-31T20:00');
  await tell('11-03T01:00', 'audit.source.silent', 'c', '11-03T00:00');
  const mask = createMask();
  tables = askTables({ storage, events, period: periodOf('2026-10', 'Asia/Shanghai'), mask });
});
afterAll(() => storage?.close());

it('ok/gaps that touch the month, from their beginning to their end, or that are not over', async () => {
  const gaps = (await tables.silences()).map(({ source, from, to, watched }) => [
    source,
    new Date(from).toISOString(),
    to === null ? null : new Date(to).toISOString(),
    watched,
  ]);
  expect(gaps).toEqual([
    ['来源 a', at('09-30T20:00'), at('10-01T06:00'), false],
    ['来源 c', at('10-13T02:00'), at('10-13T05:30'), false],
    ['来源 d', at('10-20T08:00'), null, false],
    ['来源 b', at('10-31T20:00'), null, true],
  ]);
});

it('ok/alerts of the local month by verdict, those held back apart with the reason', async () => {
  expect(await tables.alerts()).toEqual([
    {
      title: '批量读取',
      level: 'high',
      alerts: 3,
      matches: 6,
      truePositive: 1,
      benign: 1,
      falsePositive: 0,
      open: 1,
    },
  ]);
  const [held, ...others] = await tables.suppressed();
  expect(others).toEqual([]);
  expect(held).toMatchObject({ titles: ['批量读取'], alerts: 1, matches: 4, by: '林静怡' });
  expect(held!.reason).toBe('备份，联系 138****5678');
});

it('ok/what was refused, by source', async () => {
  expect(await tables.refused()).toEqual([{ source: '来源 a', refused: 3, discarded: 1 }]);
});
