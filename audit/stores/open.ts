import { readFileSync } from 'node:fs';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import { auditErrors } from '../errors.ts';
import type { EventWriter } from '../ports.ts';
import { openElasticsearchStore } from './elasticsearch/index.ts';
import { openEmbeddedStore } from './embedded/store.ts';
import type { StoreHealth } from './health.ts';
import type { EventReader } from './reader.ts';

export type StoreName = 'embedded' | 'elasticsearch';

/** A searchable copy of the evidence, whichever it is. */
export type Store = {
  readonly name: StoreName;
  readonly writer: EventWriter;
  readonly reader: EventReader;
  /** Never throws but `signal.reason`. */
  health(signal: AbortSignal): Promise<StoreHealth>;
  /** Removes days of receipt before `day` (`2026-11-22`); others are kept, whatever the store does by itself. */
  dropDaysBefore(day: string): Promise<void>;
  close(): Promise<void>;
};

export type StoreSettings = {
  /** Of the embedded store. */
  readonly folder: string;
  readonly retentionDays: number;
  readonly elasticsearch: {
    readonly nodes: readonly string[];
    readonly prefix: string;
    readonly replicas: number;
    readonly shards: number;
    readonly apiKey?: string | undefined;
    readonly username?: string | undefined;
    readonly password?: string | undefined;
    readonly caFile?: string | undefined;
    readonly certFile?: string | undefined;
    readonly keyFile?: string | undefined;
  };
  /** PEM of our own root: trusted by nodes where no file is named. */
  readonly rootCertificate: () => string;
};

/** Opens one of the two stores. */
export function openStore(
  name: StoreName,
  settings: StoreSettings,
  deps: { readonly clock: Clock; readonly log: Log },
): Store {
  return name === 'embedded' ? embedded(settings, deps.log) : elasticsearch(settings, deps.clock);
}

/** An index that does not go on is tried again, and heard of again, every second. */
const heardOfMs = 5_000;

function embedded({ folder }: StoreSettings, log: Log): Store {
  let problem: { readonly texts: StoreHealth['fault']; readonly at: number } | undefined;
  const store = openEmbeddedStore({
    folder,
    onProblem: (heard) => {
      const { texts } = auditErrors['store-broken']({ file: heard.day, reason: heard.message });
      problem = { texts, at: performance.now() };
      log.error(heard, 'an index of audit records does not go on');
    },
  });
  return {
    name: 'embedded',
    writer: store.writer,
    reader: store.reader,
    async health(signal) {
      signal.throwIfAborted();
      const fault = problem && performance.now() - problem.at < heardOfMs ? problem.texts : null;
      return { state: fault === null ? 'ok' : 'failing', fault, retention: 'job', cluster: null };
    },
    async dropDaysBefore(day) {
      for (const each of store.days()) if (each < day) await store.dropDay(each);
    },
    close: store.close,
  };
}

function elasticsearch(
  { elasticsearch: asked, retentionDays, rootCertificate }: StoreSettings,
  clock: Clock,
): Store {
  const { nodes, prefix, replicas, shards, apiKey, username, password } = asked;
  const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const store = openElasticsearchStore({
    nodes,
    prefix,
    replicas,
    shards,
    retentionDays,
    clock,
    auth:
      apiKey !== undefined
        ? { apiKey }
        : username !== undefined && password !== undefined
          ? { username, password }
          : undefined,
    tls: nodes.some((node) => node.startsWith('https:'))
      ? { ca: pem(asked.caFile) ?? rootCertificate(), cert: pem(asked.certFile), key: pem(asked.keyFile) }
      : undefined,
  });
  return {
    name: 'elasticsearch',
    writer: store.writer,
    reader: store.reader,
    health: store.health,
    dropDaysBefore: async (day) => void (await store.dropDaysBefore(day)),
    close: store.close,
  };
}
