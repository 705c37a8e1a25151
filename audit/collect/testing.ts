import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { type Actor, systemActor } from '#platform/kernel/actor.ts';
import { createSealer } from '#platform/seal/index.ts';
import { temporaryStorage } from '#platform/storage/testing.ts';
import { createMask } from '../core/mask/document.ts';
import { parsePrivateKey } from '../core/notes/keys.ts';
import type { NewRecord, StoredRecord } from '../core/record.ts';
import { openEvidenceLog } from '../evidence/log.ts';
import { auditMigrations } from '../migrations/index.ts';
import { auditPermissions } from '../permissions.ts';
import type { EvidenceLog } from '../ports.ts';
import { createCollecting } from './index.ts';
import type { CollectPorts, CollectSettings, SyslogSettings } from './settings.ts';

export type FileLog = EvidenceLog & {
  /** Makes the next appends fail until it is set to undefined. */
  failure: Error | undefined;
  /** Milliseconds that each append takes beyond its own time. */
  slowness: number;
  /** Called before each append is written. */
  onAppend: ((records: readonly NewRecord[]) => void) | undefined;
  readonly records: readonly StoredRecord[];
  close(): void;
};

type Line = {
  source: string;
  raw: string;
  eventTime: number | null;
  receivedAt: number;
  origin?: NewRecord['origin'];
};

/** A small real log in one file of JSON lines, synced before it answers; opened again it goes on. */
export function openFileLog(path: string): FileLog {
  const records: StoredRecord[] = [];
  const sequences = new Map<string, number>();
  const positions = new Map<string, number>();
  const waiting = new Set<() => void>();
  function keep({ raw, ...line }: Omit<Line, 'raw'> & { raw: Buffer }): void {
    const sequence = sequences.get(line.source) ?? 0;
    sequences.set(line.source, sequence + 1);
    if (line.origin) positions.set(line.origin.stream, line.origin.position);
    records.push({ ...line, raw, index: records.length, sequence });
  }
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '') continue;
      const { raw, ...rest } = JSON.parse(line) as Line;
      keep({ ...rest, raw: Buffer.from(raw, 'base64') });
    }
  }
  const fd = openSync(path, 'a');
  let last: Promise<unknown> = Promise.resolve();

  async function write(list: readonly NewRecord[]) {
    if (log.slowness > 0) await new Promise((resolve) => setTimeout(resolve, log.slowness));
    if (log.failure) throw log.failure;
    log.onAppend?.(list);
    const fresh: NewRecord[] = [];
    const seen = new Map(positions);
    for (const record of list) {
      if (record.origin) {
        if (record.origin.position <= (seen.get(record.origin.stream) ?? -1)) continue;
        seen.set(record.origin.stream, record.origin.position);
      }
      fresh.push(record);
    }
    if (fresh.length > 0) {
      const lines = fresh.map((record) => JSON.stringify({ ...record, raw: record.raw.toString('base64') }));
      writeSync(fd, `${lines.join('\n')}\n`);
      fdatasyncSync(fd);
      for (const record of fresh) keep({ ...record, raw: Buffer.from(record.raw) });
    }
    for (const wake of [...waiting]) wake();
    return { stored: fresh.length, known: list.length - fresh.length };
  }

  const log: FileLog = {
    failure: undefined,
    slowness: 0,
    onAppend: undefined,
    records,
    append(list) {
      const turn = last.then(() => write(list));
      last = turn.catch(() => {});
      return turn;
    },
    size: () => records.length,
    firstKept: () => 0,
    read: async (from, limit) => records.slice(from, from + limit),
    longerThan: (size, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          if (records.length <= size && !signal.aborted) return;
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        wake();
      }),
    close: () => closeSync(fd),
  };
  return log;
}

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
  const evidence = openFileLog(join(directory, 'log'));
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
    texts: (source: string) =>
      evidence.records.filter((record) => record.source === source).map(({ raw }) => raw.toString('utf8')),
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
      evidence.close();
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

export type Collector = {
  readonly http: number;
  readonly tcp?: number;
  readonly tls?: number;
  readonly relp?: number;
  readonly token: string;
  /** The counters by source. */
  counts(): Promise<CollectorCounts>;
  kill(): Promise<void>;
  /** Ends in good order. @returns the last counters */
  stop(): Promise<CollectorCounts>;
};

type CollectorCounts = Record<string, { stored: number; received: number; refused: number }>;

/** Starts a collector as a process of its own on a folder; see `collector.child.ts`. */
export async function startCollector(options: {
  readonly directory: string;
  readonly tcpPort?: number;
  readonly tlsPort?: number;
  readonly relpPort?: number;
  readonly httpPort?: number;
  readonly key?: string;
  readonly cert?: string;
}): Promise<Collector> {
  const argument = JSON.stringify({ tcpPort: null, tlsPort: null, relpPort: null, httpPort: 0, ...options });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'collector.child.ts'), argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  const until = (word: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const lines = output.split('\n').slice(0, -1);
        const line = lines.find((each) => each.startsWith(`${word} `));
        if (line === undefined) return;
        output = output.replace(`${line}\n`, '');
        child.stdout.off('data', look);
        resolve(line.slice(word.length + 1));
      };
      child.stdout.on('data', look);
      look();
      void closed.then(() => reject(new Error(`the collector ended before it was ${word}`)));
    });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ready = JSON.parse(await until('ready')) as Pick<
    Collector,
    'http' | 'tcp' | 'tls' | 'relp' | 'token'
  >;
  return {
    ...ready,
    async counts() {
      child.stdin.write('counts\n');
      return JSON.parse(await until('counts')) as CollectorCounts;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop() {
      child.kill('SIGTERM');
      const counts = await until('stopped');
      await closed;
      return JSON.parse(counts) as CollectorCounts;
    },
  };
}

/** What stands in the evidence log of a collector that has ended. */
export async function evidenceOf(directory: string, source: string): Promise<string[]> {
  const log = await openEvidenceLog({
    directory: join(directory, 'evidence'),
    signers: [parsePrivateKey(readFileSync(join(directory, 'log.key'), 'utf8'))!],
    clock: { now: () => new Date() },
  });
  const texts: string[] = [];
  for (let at = 0; at < log.size(); ) {
    const records = await log.read(at, 5000);
    at += records.length;
    for (const { source: of, raw } of records) if (of === source) texts.push(raw.toString('utf8'));
  }
  await log.close();
  return texts;
}

/** Sends until the collector is gone. @returns how many lines were acknowledged */
async function sendUntilGone(collector: Collector, first: number): Promise<number> {
  let next = first;
  for (;;) {
    const lines = Array.from({ length: 50 }, (_, n) => `line ${next + n}`);
    try {
      const answer = await fetch(`http://127.0.0.1:${collector.http}/api/audit/collect/bulk`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${collector.token}`,
          'content-type': 'application/x-ndjson',
          'x-anmin-stream': 'lines',
          'x-anmin-position': String(next),
        },
        body: lines.join('\n'),
      });
      const { stored, known } = (await answer.json()) as { stored: number; known: number };
      if (answer.status !== 200 || stored + known !== 50)
        throw new Error(`${answer.status} ${stored} ${known}`);
      next += 50;
    } catch (error) {
      if (error instanceof TypeError) return next;
      throw error;
    }
  }
}

/**
 * Sends numbered lines to the source `bulk` of collectors that are killed one after the other, each at a
 * random moment; what was not acknowledged is sent again to the next.
 */
export async function killAgainAndAgain(rounds: number) {
  const directory = mkdtempSync(join(tmpdir(), 'anmin-kill-'));
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const collector = await startCollector({ directory });
    const sending = sendUntilGone(collector, acknowledged);
    await delay(Math.random() * 300);
    await collector.kill();
    acknowledged = await sending;
  }
  const counts = await (await startCollector({ directory })).stop();
  const stored = await evidenceOf(directory, 'bulk');
  rmSync(directory, { recursive: true });
  return { acknowledged, stored, counts: counts.bulk };
}
