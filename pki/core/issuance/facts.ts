import type { Finding } from '../profiles/findings.ts';
import type { HolderFacts } from '../profiles/plan.ts';
import type { Profile } from '../profiles/schema.ts';
import type { CertificationRequest } from '../x509/request.ts';

/** Where the same key stands in another certificate. */
export type EarlierUse = {
  readonly holderId: string | null;
  readonly profile: string;
  /** Revoked for keyCompromise, cACompromise or aACompromise. */
  readonly compromised: boolean;
};

/** The PKCS#10 as far as it could be read. */
export type CsrFacts =
  | { readonly readable: false; readonly zh: string; readonly en: string }
  | {
      readonly readable: true;
      readonly request: CertificationRequest;
      /** Its signature was made by the key that it carries. */
      readonly proven: boolean;
    };

/** Everything that the checks of an issue order look at, loaded before. */
export type IssueFacts = {
  readonly profile: Profile;
  readonly holder: HolderFacts & { readonly id: string; readonly active: boolean };
  /** null: the key is made here, or kept from the renewed certificate. */
  readonly csr: CsrFacts | null;
  /** DER SubjectPublicKeyInfo that is to be certified; null: a key will be made here. */
  readonly spki: Buffer | null;
  readonly keepsKey: boolean;
  readonly dnsNames: readonly string[] | null;
  readonly ipAddresses: readonly string[] | null;
  readonly earlierUses: readonly EarlierUse[];
};

/** One idea: what it finds wrong with an order, undefined when nothing. */
export type IssueCheck = (facts: IssueFacts) => Finding | readonly Finding[] | undefined;
