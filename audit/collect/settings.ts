import type { Mask } from '../core/mask/document.ts';
import { maxRecordBytes } from '../core/records-body.ts';
import type { EvidenceLog } from '../ports.ts';

/** Where syslog is taken; a port of null is off, 0 is any free one. */
export type SyslogSettings = {
  readonly host: string;
  readonly udpPort: number | null;
  readonly tcpPort: number | null;
  readonly tlsPort: number | null;
  /** RELP over TLS: syslog with an acknowledgement of each record. */
  readonly relpPort: number | null;
  readonly tlsClientCertificates: 'required' | 'optional';
  /** What becomes of senders that no source names. */
  readonly unknownSenders: 'refuse' | 'quarantine';
  readonly maxConnections: number;
};

export type CollectSettings = {
  readonly syslog: SyslogSettings;
  /** Time zone of new sources (IANA). */
  readonly timeZone: string;
  readonly maxSources: number;
  readonly maxQuarantined: number;
  /** Open dead letters of one source whose bytes are kept. */
  readonly maxDeadLetters: number;
};

/** Bounds that nobody needs to set. */
export const limits = {
  /** A record longer than this is refused. */
  record: maxRecordBytes,
  /** What is kept of a refused record. */
  keptPart: 64 * 1024,
  /** Bytes on their way to the disk: of all sources, and of one connection. */
  inFlight: 64 * 1024 * 1024,
  connectionInFlight: 256 * 1024,
  /** One append to the evidence log. */
  batchBytes: 2 * 1024 * 1024,
  batchRecords: 8192,
  /** What one source may put into a batch before the next one has its turn. */
  turnBytes: 64 * 1024,
  /** A body of the bulk routes, as sent and unpacked. */
  bulkSent: 16 * 1024 * 1024,
  bulkUnpacked: 32 * 1024 * 1024,
  /** Bodies of one source that are on their way in: each is in memory before it is read. */
  bulkArriving: 24,
  /** Records of such a body: more than Vector fits into its 10 MB; our agent sends 20,000 at most. */
  bulkRecords: 100_000,
  /** How long a connection may leave a record unfinished, or say nothing at all. */
  unfinishedMs: 60_000,
  idleMs: 24 * 3_600_000,
} as const;

/** Whether a client certificate may speak here at this moment. */
export type ClientVerdict =
  | { readonly ok: true; readonly fingerprint: string; readonly holderId?: string }
  | { readonly ok: false; readonly reason: { readonly zh: string; readonly en: string } };

/** What collecting asks of others. */
export type CollectPorts = {
  readonly evidence: EvidenceLog;
  /** PEM of the TLS listener. */
  readonly serverIdentity: () => Promise<{ readonly key: string; readonly cert: string }>;
  /** Called with each later identity. @returns a function that ends it */
  readonly onServerIdentityRenewed: (
    listener: (identity: { readonly key: string; readonly cert: string }) => void,
  ) => () => void;
  /** @param derChain as the client sent it, its own certificate first */
  readonly judgeClient: (derChain: readonly Buffer[]) => Promise<ClientVerdict>;
  /** Called when `judgeClient` may refuse whom it took before. @returns a function that ends it */
  readonly onClientsRefused: (listener: () => void) => () => void;
  /** The time that a record's header says, in ms; null: it says none. */
  readonly eventTimeOf: (
    raw: Buffer,
    context: { readonly timeZone: string; readonly receivedAt: number },
  ) => number | null;
  readonly parserNames: () => readonly string[];
  /** Takes records of the evidence log through parsing and storing again, by their place in the log. */
  readonly reprocess: (indexes: readonly number[]) => Promise<void>;
  readonly mask: Mask;
};

/** What this room needs of the log; a pino logger is one. */
export type CollectLog = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};
