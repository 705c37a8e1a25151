import type { Certificate } from '../x509/certificate.ts';

/** A certificate that is about to be signed, read back from its octets. */
export type Linted = {
  readonly certificate: Certificate;
  /** Tags of notBefore and notAfter. */
  readonly timeTags: readonly [number, number];
  readonly hasUniqueIds: boolean;
  /** Who will sign; the certificate itself tells when it is self-signed. */
  readonly issuer: LintIssuer;
};

export type LintIssuer = {
  /** DER AlgorithmIdentifier of the signer. */
  readonly signature: Uint8Array;
  /** DER SubjectPublicKeyInfo of the signer. */
  readonly spki: Uint8Array;
  /** The issuer's own certificate; absent when the certificate is self-signed. */
  readonly certificate?: Certificate;
};

/** One demand on a certificate. `holds` may throw DerError: then the certificate is not readable. */
export type LintRule = {
  readonly rule: string;
  /** Where it is demanded. */
  readonly clause: string;
  readonly zh: string;
  readonly en: string;
  readonly holds: (linted: Linted) => boolean;
};

export type LintFinding = Pick<LintRule, 'rule' | 'clause' | 'zh' | 'en'>;
