import type { Events } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { CollectPorts } from './collect/settings.ts';
import type { NewRecord, StoredRecord } from './core/record.ts';
import type { Found } from './evidence/segments.ts';
import type { AgentCertificatePorts } from './service/enrolment/index.ts';
import type { EventTitles } from './service/normalise.ts';
import type { StoreName, StoreSettings } from './stores/open.ts';
import type { Prepared, StoreForm } from './stores/prepare.ts';

/** Where records become evidence: raw bytes and Merkle leaves, on disk before `append` answers. */
export type EvidenceLog = {
  /**
   * Takes records in order and resolves when all are on disk (fsync of segment and tree). Concurrent calls
   * share one commit. Waits while too much is under way (back-pressure).
   * @returns how many were new; the others (`origin` already stored) are here since an earlier call
   * @throws audit.evidence-full, audit.evidence-closed, audit.evidence-broken; then nothing was acknowledged
   */
  append(records: readonly NewRecord[]): Promise<{ readonly stored: number; readonly known: number }>;
  /** Records committed since the log began; the next record gets this index. */
  size(): number;
  /** First index whose raw record is still kept. */
  firstKept(): number;
  /** Committed records from `from` on, at most `limit` and at most about 4 MiB; fewer at the end. */
  read(from: number, limit: number): Promise<readonly StoredRecord[]>;
  /**
   * The blocks on disk that `read` would read: for threads that read by themselves. Their files can go meanwhile,
   * when nobody has to keep them any longer.
   */
  places(from: number, limit: number): readonly Found[];
  /** Resolves when the log is longer than `size`, or `signal` aborts. */
  longerThan(size: number, signal: AbortSignal): Promise<void>;
};

/** A document that a store will never take, and why. */
export type Refused = { readonly id: string; readonly index: number; readonly reason: string };

/** A searchable copy of the evidence; can be thrown away and made again. */
export type EventWriter = {
  /** What this store wants documents made ready as, by `createPreparer`. */
  readonly form: StoreForm;
  /**
   * Takes documents that were made ready; they are handed over, whatever comes of it. A document whose id is there already is left as it is. When it resolves they are kept
   * across kill -9. Transient faults (away, overloaded) are tried again within, with jitter, until `signal`.
   * @returns those that this store refuses for good: they belong in the dead letters
   */
  write(prepared: Prepared, signal: AbortSignal): Promise<readonly Refused[]>;
  /** First index of the evidence log that is not in this store; kept by the store across restarts. */
  position(): Promise<number>;
  setPosition(index: number): Promise<void>;
};

type AuditConfig = {
  readonly timeZone: string;
  readonly retentionDays: number;
  readonly witnessAlarmHours: number;
  readonly store: StoreName;
  readonly elasticsearch: StoreSettings['elasticsearch'];
  readonly syslog: {
    readonly host: string;
    readonly udpPort: number;
    readonly tcpPort: number;
    readonly tlsPort: number;
    readonly relpPort: number;
    readonly requireClientCertificate: boolean;
    readonly unknownSenders: 'refuse' | 'accept';
  };
};

/** What the domain asks of the house: the composition root answers. */
export type CreateAuditDeps = {
  readonly storage: Storage;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly config: AuditConfig;
  /** Belongs to this domain alone. */
  readonly folder: string;
  /** Who can be given a case. */
  readonly colleagues: () => Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Names of persons that are masked wherever they stand. */
  readonly personNames: () => Promise<readonly string[]>;
  /** PEM of our own root authority. */
  readonly rootCertificate: () => string;
  /** Whose reports these are; empty when nobody set it up. */
  readonly organisation: () => Promise<string>;
  /** Titles of the events of the other domains. */
  readonly titles: EventTitles;
  readonly serverIdentity: CollectPorts['serverIdentity'];
  readonly onServerIdentityRenewed: CollectPorts['onServerIdentityRenewed'];
  readonly judgeClient: CollectPorts['judgeClient'];
  readonly onClientsRefused: CollectPorts['onClientsRefused'];
  readonly agentCertificates: AgentCertificatePorts;
};
