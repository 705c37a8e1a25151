import type { KeyAlgorithmId } from '../core/keys/key-algorithms.ts';

/** The section `pki` of the configuration, as far as issuing and publishing need it. */
export type PkiConfig = {
  /** ISO 3166, two capital letters. */
  readonly country: string;
  readonly organization: string;
  readonly root: AuthorityConfig;
  readonly issuing: AuthorityConfig;
  /** Validity of a CRL and of a delta CRL (0: none is published). */
  readonly crlHours: number;
  readonly deltaCrlHours: number;
  /** For certificates that are issued from now on; older ones keep their shard. */
  readonly crlShards: number;
  readonly ocspMinutes: number;
  readonly requestExpiryDays: number;
  readonly expiryNoticeDays: number;
};

export type AuthorityConfig = {
  readonly commonName: string;
  readonly keyAlgorithm: KeyAlgorithmId;
  readonly years: number;
};

export type PkiSettings = PkiConfig & {
  /**
   * Where clients reach the plain listener: in the CRL, OCSP and CA addresses of every certificate. No `/`
   * at its end. Asked for when the first certificate needs it.
   */
  readonly publicBaseUrl: () => string;
  readonly keyStore: 'sealed' | 'pkcs11';
};

/** Of the root: it rarely says anything new (ARL). */
export const rootCrlDays = { valid: 60, every: 15 } as const;
/** Signed OCSP answers kept in memory. */
export const warmAnswers = 20_000;
