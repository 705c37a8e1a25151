import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleFiles } from '../../adapters/rule-files.ts';
import type { EventDocument } from '../../core/record.ts';
import { createDetector } from '../../core/sigma/detector.ts';
import { loadRules } from '../../core/sigma/rule-set.ts';
import { auditMigrations } from '../../migrations/index.ts';
import type { AuditTables } from '../../store/db.ts';
import { createExceptions } from '../alerts/exceptions.ts';
import { queryReader } from '../read-query.ts';
import { detectionConsumer } from './consumer.ts';

const set = loadRules(readRuleFiles('audit/rules'), { regex: linearRegex, placeholders: {} });
let storage: Awaited<ReturnType<typeof temporaryStorage>>;

beforeAll(async () => {
  storage = await temporaryStorage([eventMigrations, auditMigrations]);
});
afterAll(() => storage.close());

/** A consumer as a process has it after a start. */
function started() {
  const events = createEventLog({ storage, clock: systemClock });
  const detector = createDetector(set);
  return detectionConsumer({
    storage,
    events,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    exceptions: createExceptions({
      storage,
      events,
      clock: systemClock,
      readQuery: queryReader({ clock: systemClock, timeZone: 'Asia/Shanghai' }),
    }),
    detector: () => detector,
    beginAt: () => 0,
  });
}

/** Failed sign-ins of one address, a second apart. */
function failures(count: number): EventDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2026, 10, 22, 3, 0, 0) + index * 1000).toISOString();
    return {
      id: `20261122-${index.toString(16).padStart(12, '0')}`,
      index,
      day: '2026-11-22',
      fields: {
        '@timestamp': time,
        event: {
          category: ['authentication'],
          action: 'ssh_login',
          outcome: 'failure',
          dataset: 'system.auth',
          ingested: time,
        },
        process: { name: 'sshd' },
        user: { name: 'root' },
        source: { ip: '203.0.113.7' },
        host: { name: 'web1' },
        message: 'Failed password for root from 203.0.113.7 port 4000 ssh2',
        anmin: { class: 'operations', source: 'web1' },
      },
    };
  });
}

const read = () => storage.read<AuditTables>();

it('puts a storm of matches into one alert, and nothing twice when it is detected again after a crash', async () => {
  const documents = failures(600);
  await started().take(documents, 600, AbortSignal.timeout(60_000));
  const alerts = await read().selectFrom('audit_alerts').selectAll().execute();
  const storms = alerts.filter(({ address }) => address === '203.0.113.7');
  expect(storms).toHaveLength(1);
  const links = () =>
    read()
      .selectFrom('audit_alert_events')
      .select('event_id')
      .where('alert_id', '=', storms[0]!.id)
      .execute();
  const before = await links();
  expect(before).toHaveLength(600);

  // The place was not written down: another process begins where the last one did.
  const next = started();
  expect(await next.position()).toBe(0);
  await next.take(documents, 600, AbortSignal.timeout(60_000));
  expect(await links()).toEqual(before);
  expect(await read().selectFrom('audit_alerts').selectAll().execute()).toEqual(alerts);
});
