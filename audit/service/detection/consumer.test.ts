import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleFiles } from '../../adapters/rule-files.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import { createMask } from '../../core/mask/document.ts';
import type { EventDocument } from '../../core/record.ts';
import { createDetector, type Detector } from '../../core/sigma/detector.ts';
import { loadRules } from '../../core/sigma/rule-set.ts';
import { auditMigrations } from '../../migrations/index.ts';
import type { AuditTables } from '../../store/db.ts';
import { setDetection } from '../../store/detection.ts';
import { createExceptions } from '../alerts/exceptions.ts';
import { createReading } from '../following/reading.ts';
import { queryReader } from '../read-query.ts';
import { detectionConsumer } from './consumer.ts';
import { matchesOf } from './matches.ts';

const set = loadRules(readRuleFiles('audit/rules'), { regex: linearRegex, placeholders: {} });
const { signal } = new AbortController();
let storage: Awaited<ReturnType<typeof temporaryStorage>>;

beforeAll(async () => {
  storage = await temporaryStorage([eventMigrations, auditMigrations]);
});
afterAll(() => storage.close());

const readingOf = (documents: readonly EventDocument[]) =>
  createReading({
    documents: { read: async (from, limit) => documents.slice(from, from + limit) },
    rules: set,
  });

/** A consumer as a process has it after a start. */
function started(documents: readonly EventDocument[] = [], reading = readingOf(documents)) {
  const events = createEventLog({ storage, clock: systemClock });
  return detectionConsumer({
    storage,
    events,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    exceptions: createExceptions({
      storage,
      events,
      clock: systemClock,
      mask: createMask(),
      readQuery: queryReader({ clock: systemClock, timeZone: 'Asia/Shanghai' }),
    }),
    reading,
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
  const first = started(documents);
  expect(await first.position()).toBe(0);
  expect(await first.take(0, signal)).toBe(600);
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
  const next = started(documents);
  expect(await next.position()).toBe(0);
  await next.take(0, signal);
  expect(await links()).toEqual(before);
  expect(await read().selectFrom('audit_alerts').selectAll().execute()).toEqual(alerts);
});

it('ok/another source cannot hide behind the name of our alerts; what we say of alerts raises none', () => {
  const named = (source: string) =>
    failures(60).flatMap((document) =>
      matchesOf(detectors[source]!, {
        ...document,
        fields: {
          ...document.fields,
          event: { ...(document.fields.event as object), action: 'audit.alert.x' },
          anmin: { class: 'operations', source },
        },
      }),
    );
  const anything = loadRules(
    readRuleDocuments(
      't.yml',
      'title: t\nlogsource: {}\ndetection: { s: { user.name: root }, condition: s }',
    ),
    { regex: linearRegex, placeholders: {} },
  );
  const detectors: Record<string, Detector> = {
    web1: createDetector(anything),
    anmin: createDetector(anything),
  };
  expect(named('web1')).toHaveLength(60);
  expect(named('anmin')).toEqual([]);
});

it('ok/one line of the year 2099 does not hide the attack that follows it, nor when it was remembered', async () => {
  const attack = failures(60);
  const future = '2099-01-01T00:00:00.000Z';
  const [first] = attack;
  const blinding = { ...first!, fields: { ...first!.fields, '@timestamp': future } };
  const detector = createDetector(set);
  const matches = [blinding, ...attack].flatMap((document) => matchesOf(detector, document));
  expect(matches.length).toBeGreaterThan(0);

  const state = JSON.parse(JSON.stringify(createDetectorAfter(first!).save()), (key, value) =>
    key === 'time' || key === 'newest' ? Date.parse(future) : value,
  );
  await storage.transaction<AuditTables, void>((tx) => setDetection(tx, 7, JSON.stringify(state)));
  const restored = readingOf(attack);
  expect(await started([], restored).position()).toBe(7);
  expect((await restored.detect(0, attack.length)).matches.length).toBeGreaterThan(0);
});

function createDetectorAfter(document: EventDocument): Detector {
  const detector = createDetector(set);
  matchesOf(detector, document);
  return detector;
}
