import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { type Actor, systemActor } from '#platform/kernel/actor.ts';
import { createSealer } from '#platform/seal/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { createMask } from '../core/mask/document.ts';
import { openSteeredLog } from '../evidence/testing.ts';
import { auditMigrations } from '../migrations/index.ts';
import { auditPermissions } from '../permissions.ts';
import { createCollecting } from './index.ts';
import type { CollectPorts, CollectSettings, SyslogSettings } from './settings.ts';

/** A log that writes nothing. */
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

const testSyslog: SyslogSettings = {
  host: '127.0.0.1',
  udpPort: null,
  tcpPort: null,
  tlsPort: null,
  relpPort: null,
  tlsClientCertificates: 'optional',
  unknownSenders: 'refuse',
  maxConnections: 50,
};

/** Somebody with every permission of the domain. */
export const everybody: Actor = systemActor('test', Object.keys(auditPermissions));

export type WorldOptions = Partial<Omit<CollectSettings, 'syslog'>> & {
  readonly syslog?: Partial<SyslogSettings>;
  readonly ports?: Partial<CollectPorts>;
  readonly enginesFolder?: string;
};

/** Collecting on a database and log of its own; all real but the clock and what is given. */
export async function collectWorld(options: WorldOptions = {}) {
  const { syslog, ports, enginesFolder, ...settings } = options;
  const storage = await temporaryStorage([eventMigrations, auditMigrations]);
  const directory = mkdtempSync(join(tmpdir(), 'anmin-collect-'));
  const evidence = await openSteeredLog(join(directory, 'log'));
  const time = { passed: 0 };
  const clock = { now: () => new Date(Date.now() + time.passed) };
  const events = createEventLog({ storage, clock });
  const deps = {
    ...(enginesFolder && { enginesFolder }),
    storage,
    events,
    clock,
    sealer: createSealer(randomBytes(32)),
    log: silentLog,
    settings: {
      syslog: { ...testSyslog, ...syslog },
      timeZone: 'Asia/Shanghai',
      maxSources: 100,
      maxQuarantined: 3,
      maxDeadLetters: 20,
      ...settings,
    },
    ports: {
      evidence,
      serverIdentity: () => Promise.reject(new Error('no identity in this test')),
      onServerIdentityRenewed: () => () => {},
      judgeClient: async () => ({ ok: false, reason: { zh: '不可用', en: 'not here' } }) as const,
      onClientsRefused: () => () => {},
      eventTimeOf: () => null,
      parserNames: () => ['pgaudit', 'syslog'],
      reprocess: async () => {},
      mask: createMask(),
      ...ports,
    },
  };
  const collecting = createCollecting(deps);
  await collecting.start();
  return {
    ...collecting,
    deps,
    storage,
    evidence,
    pass(ms: number) {
      time.passed += ms;
    },
    port: (transport: 'udp' | 'tcp' | 'tls' | 'relp') =>
      collecting.service.listeners().syslog.find((each) => each.transport === transport)!.port,
    texts: async (source: string) =>
      (await evidence.all()).filter((record) => record.source === source).map(({ raw }) => raw.toString()),
    eventNames: async () =>
      (await events.list({ page: 1, pageSize: 200, order: 'oldest' })).items.map(({ name }) => name),
    /** A source that this machine's loopback address feeds by syslog. */
    async loopbackSource(id: string) {
      await collecting.service.sources.create(everybody, {
        id,
        title: id,
        class: 'operations',
        kind: 'syslog',
      });
      await collecting.service.sources.assign(everybody, id, { kind: 'address', value: '127.0.0.1' });
    },
    async close() {
      await collecting.stop();
      await events.stop();
      await storage.close();
      await evidence.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type CollectWorld = Awaited<ReturnType<typeof collectWorld>>;

/** Sends bytes over TCP and closes; resolves when the peer has closed as well. */
export function sendTcp(port: number, bytes: Buffer | string, localAddress?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ...(localAddress && { localAddress }) });
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.resume();
    socket.end(bytes);
  });
}
