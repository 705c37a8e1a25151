import type { KeyAlgorithmId } from '../core/keys/key-algorithms.ts';

/** What configuration says about authorities, lists and answers (`pki.*`). */
export type PkiSettings = {
  /** Where clients reach the plain listener: in CRL, OCSP and CA addresses of every certificate. No `/` at its end. */
  readonly publicBaseUrl: string;
  readonly authorities: {
    readonly country: string;
    readonly organisation: string;
    readonly rootName: string;
    readonly issuingName: string;
    readonly rootKey: KeyAlgorithmId;
    readonly issuingKey: KeyAlgorithmId;
    readonly keyStore: 'sealed' | 'pkcs11';
  };
  readonly crl: {
    /** For certificates that are issued from now on; older ones keep their shard. */
    readonly shards: number;
    readonly fullEveryHours: number;
    readonly fullValidHours: number;
    readonly deltaEveryMinutes: number;
    readonly deltaValidHours: number;
    /** Of the root: it rarely says anything new. */
    readonly rootEveryDays: number;
    readonly rootValidDays: number;
  };
  readonly ocsp: {
    readonly validMinutes: number;
    /** Signed answers kept in memory. */
    readonly warm: number;
  };
  /** A certificate is `expiring` this long before its end. */
  readonly expiringDays: number;
};

export const defaultPkiSettings: PkiSettings = {
  publicBaseUrl: 'http://127.0.0.1:8080',
  authorities: {
    country: 'CN',
    organisation: '民政局',
    rootName: '安民根证书',
    issuingName: '安民签发证书',
    rootKey: 'ec-p384',
    issuingKey: 'ec-p256',
    keyStore: 'sealed',
  },
  crl: {
    shards: 4,
    fullEveryHours: 12,
    fullValidHours: 72,
    deltaEveryMinutes: 60,
    deltaValidHours: 24,
    rootEveryDays: 15,
    rootValidDays: 60,
  },
  ocsp: { validMinutes: 60, warm: 20_000 },
  expiringDays: 30,
};
