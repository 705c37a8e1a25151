import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { createListener, httpDefaults } from '#platform/http/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import { createSealer } from '#platform/seal/index.ts';
import { migrate, openStorage } from '#platform/storage/index.ts';
import { createCollecting } from '../audit/collect/index.ts';
import { createMask } from '../audit/core/mask/document.ts';
import { formatPrivateKey, generateNoteKey, parsePrivateKey } from '../audit/core/notes/keys.ts';
import { openEvidenceLog } from '../audit/evidence/log.ts';
import { auditMigrations } from '../audit/migrations/index.ts';
import { auditPermissions } from '../audit/permissions.ts';

/**
 * A collector on a folder, as a process that tests can kill: real database, real evidence log. The argument
 * is JSON; what it listens on and the token of the source `bulk` go to standard output.
 */
type Options = {
  readonly directory: string;
  readonly tcpPort: number | null;
  readonly tlsPort: number | null;
  readonly relpPort: number | null;
  readonly httpPort: number;
  /** PEM files, for TLS. */
  readonly key?: string;
  readonly cert?: string;
};

const options = JSON.parse(process.argv[2]!) as Options;
const { directory } = options;
const clock = { now: () => new Date() };
const log = { debug() {}, info() {}, warn: console.error, error: console.error };
const tester = systemActor('test', Object.keys(auditPermissions));

const storage = await openStorage({ file: join(directory, 'state.db') });
await migrate(storage, [eventMigrations, auditMigrations]);
const events = createEventLog({ storage, clock });
const keyFile = join(directory, 'log.key');
if (!existsSync(keyFile)) {
  writeFileSync(keyFile, formatPrivateKey('log', 'test.example/audit', generateNoteKey()));
}
const evidence = await openEvidenceLog({
  directory: join(directory, 'evidence'),
  signers: [parsePrivateKey(readFileSync(keyFile, 'utf8'))!],
  clock,
});
const identity = {
  key: options.key ? readFileSync(options.key, 'utf8') : '',
  cert: options.cert ? readFileSync(options.cert, 'utf8') : '',
};
const collecting = createCollecting({
  storage,
  events,
  clock,
  sealer: createSealer(randomBytes(32)),
  log,
  settings: {
    syslog: {
      host: '127.0.0.1',
      udpPort: null,
      tcpPort: options.tcpPort,
      tlsPort: options.tlsPort,
      relpPort: options.relpPort,
      tlsClientCertificates: 'optional',
      unknownSenders: 'refuse',
      maxConnections: 100,
    },
    timeZone: 'UTC',
    maxSources: 100,
    maxQuarantined: 10,
    maxDeadLetters: 1000,
  },
  ports: {
    evidence,
    serverIdentity: async () => identity,
    onServerIdentityRenewed: () => () => {},
    // Here the certificate of the server is that of its one client as well.
    judgeClient: async ([der]) => {
      const { raw, fingerprint256 } = new X509Certificate(identity.cert);
      if (der?.equals(raw))
        return { ok: true, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
      return { ok: false, reason: { zh: '未知证书', en: 'unknown certificate' } };
    },
    onClientsRefused: () => () => {},
    eventTimeOf: () => null,
    parserNames: () => [],
    reprocess: async () => {},
    mask: createMask(),
  },
});
await collecting.start();

const { sources } = collecting.service;
const tokenFile = join(directory, 'token');
if (!existsSync(tokenFile)) {
  await sources.create(tester, { id: 'syslog', title: 'syslog', class: 'operations', kind: 'syslog' });
  await sources.assign(tester, 'syslog', { kind: 'address', value: '127.0.0.1' });
  await sources.create(tester, { id: 'bulk', title: 'bulk', class: 'operations', kind: 'bulk' });
  writeFileSync(tokenFile, (await sources.assign(tester, 'bulk', { kind: 'token' })).token!);
}
const listener = await createListener({ log, config: httpDefaults, sessions: async () => undefined });
listener.mount('', collecting.senderRoutes());
const http = await listener.listen({ host: '127.0.0.1', port: options.httpPort });
async function stop(): Promise<void> {
  await listener.close();
  await collecting.stop();
  const counts = (await sources.list(tester)).map(({ id, counts }) => [id, counts]);
  await events.stop();
  await evidence.close();
  await storage.close();
  console.log(`stopped ${JSON.stringify(Object.fromEntries(counts))}`);
  process.stdin.destroy();
}
// Asked by a line on standard input, whatever it says.
process.stdin.on('data', async () => {
  const all = (await sources.list(tester)).map(({ id, counts }) => [id, counts]);
  console.log(`counts ${JSON.stringify(Object.fromEntries(all))}`);
});
process.once('SIGTERM', () => void stop());
// Last: who is ready can be told to stop.
const ports = collecting.service.listeners().syslog.map(({ transport, port }) => [transport, port]);
console.log(
  `ready ${JSON.stringify({ http, ...Object.fromEntries(ports), token: readFileSync(tokenFile, 'utf8') })}`,
);
