import type { Kysely } from 'kysely';
import type { EventLog } from '#platform/events/index.ts';
import type { Actor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { HolderKind, KeyAlgorithm, RevocationReason, StepKey } from './schemas.ts';

/** What every use case of the domain may count on. */
export type PkiDeps = {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly sealer: Sealer;
};

/** Which persons have accounts here: known elsewhere. */
export type HolderAccounts = {
  /** Whether an active account is that of this holder. */
  /** @param tx to see what it sees: an account that is being made in a change before it counts */
  // biome-ignore lint/suspicious/noExplicitAny: a transaction of whichever domain calls
  canSignIn(holderId: string, tx?: Kysely<any>): Promise<boolean>;
};

/** What an approved request asks the issuing side to do; also what it checks before it is accepted. */
export type IssueOrder = {
  readonly requestId: string;
  readonly profile: string;
  readonly holderId: string;
  /** DER of a PKCS#10; null: a key is made here. */
  readonly csr: Buffer | null;
  readonly keyAlgorithm: KeyAlgorithm | null;
  readonly days: number | null;
  readonly dnsNames: readonly string[] | null;
  readonly ipAddresses: readonly string[] | null;
  /** Renewal: the certificate that this one follows, and whether its key is kept. */
  readonly renewedFromId: string | null;
  readonly sameKey: boolean;
};

export type IssuePreview = {
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emails: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
  readonly days: number;
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly spkiHash: string | null;
};

/** The issuing side as the approval side sees it. */
export type Issuance = {
  /** Checks an order against profile, directory, key rules and key reuse. Throws AppError with every fault found. */
  preview(order: IssueOrder): Promise<IssuePreview>;
  /** Idempotent by `requestId`: a second call answers with the certificate that the first one made. */
  issue(order: IssueOrder, actor: Actor): Promise<{ certificateId: string }>;
  revoke(certificateId: string, reason: RevocationReason, requestId: string, actor: Actor): Promise<void>;
  suspend(certificateId: string, requestId: string, actor: Actor): Promise<void>;
  release(certificateId: string, requestId: string, actor: Actor): Promise<void>;
  /** Whether a key made here for this certificate is handed to its holder alone, not to who asked for it. */
  isForHolderOnly(holderId: string, certificateId: string): Promise<boolean>;
};

/** What the approval side needs to know of a profile. */
export type RequestProfile = {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly holderKind: HolderKind | 'authority' | 'responder';
  readonly keyAlgorithms: readonly KeyAlgorithm[];
  readonly maxDays: number;
  readonly delivery: readonly ('csr' | 'pkcs12')[];
  readonly steps: readonly StepKey[];
  /** Whether a person may ask for the own one; yes when absent. */
  readonly own?: boolean;
};

export type RequestProfiles = {
  /** Undefined for an id that no profile has. */
  get(id: string): RequestProfile | undefined;
};

export type RequestConfig = {
  /** How long a request may wait for all its decisions. */
  readonly requestExpiryDays: number;
};

export type RequestsDeps = PkiDeps & {
  readonly issuance: Issuance;
  readonly profiles: RequestProfiles;
  readonly config: RequestConfig;
};
