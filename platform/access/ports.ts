import type { Kysely } from 'kysely';
import type { EventLog } from '../events/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PermissionTable } from '../kernel/domain.ts';
import type { Sealer } from '../seal/index.ts';
import type { Storage } from '../storage/index.ts';
import type { AccessConfig } from './config.ts';
import type { PasswordHasher } from './passwords.ts';
import type { SetupBody } from './schemas.ts';

/** Whether a certificate may sign somebody in at this moment: path, purpose, revocation. */
export type CertificateJudge = {
  /** @param derChain as the client sent it, its own certificate first */
  judge(derChain: readonly Buffer[]): Promise<CertificateVerdict>;
};

type CertificateVerdict =
  | { readonly ok: true; readonly fingerprint: string; readonly holderId?: string }
  /** `reason` is safe to show. */
  | { readonly ok: false; readonly reason: { readonly zh: string; readonly en: string } };

type Enrolment = {
  /** A new one for each call. */
  readonly reference: string;
  readonly name: string;
  readonly staffNumber: string;
  /** The bureau, known by its code from then on. */
  readonly organisation: SetupBody['organisation'];
  readonly email?: string;
  readonly pkcs12Password: string;
};

/** Makes the person, key and certificate of an administrator during the set-up. */
export type AdminEnroller = {
  /** A person that an earlier try made is found again by the staff number. */
  enrol(
    enrolment: Enrolment,
  ): Promise<{ readonly holderId: string; readonly fingerprint: string; readonly pkcs12: Buffer }>;
  /**
   * Revokes a certificate that was made but never handed out. Repeating it is no error, nor is a reference
   * for which none was made.
   * @param made its fingerprint, or the reference that it was asked for with
   */
  withdraw(made: string): Promise<void>;
};

/** The directory of persons, as far as accounts ask. */
type People = {
  /** Whether there is such a holder, a person, who has not left. */
  isActivePerson(holderId: string): Promise<boolean>;
  /**
   * Serial numbers of this person's certificates, neither revoked nor expired, whose key was handed to
   * somebody else than the person's own account.
   */
  keysWithOthers(
    // biome-ignore lint/suspicious/noExplicitAny: a transaction, of access here
    tx: Kysely<any>,
    holderId: string,
    accountId: string | undefined,
  ): Promise<readonly string[]>;
};

export type AccessDeps = {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly config: AccessConfig;
  /** The permission tables of all domains, access included. */
  readonly permissions: PermissionTable;
  readonly judge: CertificateJudge;
  readonly enroller: AdminEnroller;
  readonly people: People;
  /** For tests with a cheaper cost; the platform's own when absent. */
  readonly hasher?: PasswordHasher;
  /** Origin of the console (`https://host:8443`); where a certificate sign-in returns to. */
  readonly consoleUrl: () => string;
  /** Page of the client-certificate listener (`https://host:8444/sign-in`). */
  readonly certificateSignInUrl: () => string;
  /** Page that offers the root certificate; null or absent: there is none. */
  readonly rootPageUrl?: () => string | null;
};
