import { join } from 'node:path';
import type { Events } from '#platform/events/index.ts';
import type { Route } from '#platform/http/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { collectJobs } from '../jobs.ts';
import { senderRoutes } from '../routes/bulk.ts';
import { deadLetterRoutes } from '../routes/dead-letters.ts';
import { sourceRoutes } from '../routes/sources.ts';
import { createDeadLetters } from '../service/dead-letters/index.ts';
import { createCounters } from '../service/sources/counters.ts';
import { createSources } from '../service/sources/index.ts';
import { createRegistry } from '../service/sources/registry.ts';
import type { Listeners } from '../service/sources/schemas.ts';
import { createSilenceWatch } from '../service/sources/silence.ts';
import { createBulk } from './bulk.ts';
import { createIntake } from './intake.ts';
import { loadEngines } from './pull/engines.ts';
import { createPulls } from './pull/pulls.ts';
import { createSenders } from './senders.ts';
import { type CollectLog, type CollectPorts, type CollectSettings, limits } from './settings.ts';
import { listenStream, type StreamListener } from './syslog-stream.ts';
import { listenUdp, type UdpListener } from './syslog-udp.ts';
import { createTaker } from './taker.ts';

export type CollectDeps = {
  readonly storage: Storage;
  readonly events: Events;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: CollectLog;
  readonly settings: CollectSettings;
  readonly ports: CollectPorts;
  /** Files of engines that can be pulled; the product's own when absent. */
  readonly enginesFolder?: string;
};

export type Collecting = ReturnType<typeof createCollecting>;

/** How long a stop waits for records that were read to be written. */
const graceMs = 5000;

/** Everything by which records come in. Nothing listens before `start`. @throws audit.pull-files */
export function createCollecting(deps: CollectDeps) {
  const { storage, events, clock, sealer, log, settings, ports } = deps;
  const { evidence, eventTimeOf } = ports;
  const now = () => clock.now().getTime();
  const registry = createRegistry(storage);
  const counters = createCounters({ storage, clock, evidence });
  const engines = loadEngines(deps.enginesFolder ?? join(import.meta.dirname, 'pull'));
  const intake = createIntake({ evidence, bounds: limits, log });
  const sources = createSources({
    storage,
    events,
    clock,
    sealer,
    settings,
    registry,
    counters,
    engines,
    parserNames: ports.parserNames,
    waiting: () => intake.state().waiting,
  });
  const deadLetters = createDeadLetters({
    storage,
    events,
    clock,
    evidence,
    reprocess: ports.reprocess,
    mask: ports.mask,
    eventTimeOf: (source, raw, receivedAt) =>
      eventTimeOf(raw, {
        timeZone: registry.source(source)?.timeZone ?? settings.timeZone,
        receivedAt,
      }),
    maxOpen: settings.maxDeadLetters,
  });
  const bulk = createBulk({ registry, intake, deadLetters, eventTimeOf, now });
  const taker = createTaker({ intake, deadLetters, eventTimeOf });
  const senders = createSenders({
    registry,
    policy: settings.syslog.unknownSenders,
    now,
    quarantine: sources.quarantine,
    refused: sources.refused,
  });
  const silence = createSilenceWatch({ storage, events, clock, counters });
  const pulls = createPulls({ storage, events, clock, sealer, log, evidence, intake, engines });

  let udp: UdpListener | undefined;
  let streams: StreamListener[] = [];
  let stopListening: (() => void)[] = [];

  async function openListeners(): Promise<void> {
    const { host, udpPort, tcpPort, tlsPort, relpPort, tlsClientCertificates, maxConnections } =
      settings.syslog;
    const common = { host, maxConnections, senders, taker, log, now };
    if (udpPort !== null) {
      udp = await listenUdp({ host, port: udpPort, senders, taker, log, now, onLost: counters.lost });
    }
    if (tcpPort !== null) streams.push(await listenStream({ ...common, port: tcpPort }));
    for (const [port, relp] of [
      [tlsPort, false],
      [relpPort, true],
    ] as const) {
      if (port === null) continue;
      const tls = {
        identity: await ports.serverIdentity(),
        clientCertificates: tlsClientCertificates,
        judge: ports.judgeClient,
      };
      const stream = await listenStream({ ...common, port, tls, relp });
      streams.push(stream);
      stopListening.push(ports.onServerIdentityRenewed(stream.replaceIdentity));
    }
  }

  const recheck = (certificates: boolean) =>
    Promise.all(streams.map((stream) => stream.recheck(certificates)));

  function listeners(): Listeners {
    const { host } = settings.syslog;
    const { stalled, bytes } = intake.state();
    const state = udp?.state();
    return {
      syslog: [
        ...(udp && state
          ? [
              {
                transport: 'udp' as const,
                host,
                port: udp.port,
                connections: 0,
                refusedConnections: state.refusedDatagrams,
                kernelDrops: state.kernelDrops,
              },
            ]
          : []),
        ...streams.map((stream) => ({
          transport: stream.transport,
          host,
          port: stream.port,
          ...stream.state(),
          kernelDrops: null,
        })),
      ],
      stalled,
      waitingBytes: bytes,
    };
  }

  async function stop(): Promise<void> {
    for (const end of stopListening) end();
    stopListening = [];
    await pulls.stop();
    await Promise.all([udp?.close(), ...streams.map((stream) => stream.close())]);
    udp = undefined;
    streams = [];
    await intake.stop(graceMs);
    await counters.catchUp();
  }

  return {
    service: { sources, deadLetters, listeners, counters },
    /** A source that is known, as it is now; from `start` on. */
    source: registry.source,
    /** All of them; another map whenever one changed. */
    sources: registry.all,
    /** Below `/api/audit`. */
    routes: [...sourceRoutes(sources, listeners), ...deadLetterRoutes(deadLetters)] as Route[],
    /** At the root of the listener that asks for client certificates, and of others that machines reach. */
    senderRoutes: (): Route[] =>
      senderRoutes({ bulk, registry, deadLetters, judgeClient: ports.judgeClient, now }),
    jobs: [...collectJobs({ silence })],
    /** @throws audit.listen-failed */
    async start(): Promise<void> {
      await registry.load();
      await counters.catchUp();
      // What another process changed in the sources.
      stopListening.push(
        events.listen(({ name }) => {
          if (!name.startsWith('audit.source.') && !name.startsWith('audit.sender.')) return;
          registry
            .load()
            .then(() => recheck(false))
            .catch((error: unknown) => log.error({ err: error }, 'sources were not read again'));
        }),
        ports.onClientsRefused(() => {
          recheck(true).catch((error: unknown) => log.error({ err: error }, 'senders were not judged again'));
        }),
      );
      try {
        await openListeners();
        await pulls.start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}
