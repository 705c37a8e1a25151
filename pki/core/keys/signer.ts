import type { SignatureAlgorithm } from './signature-algorithms.ts';

/** A private key that can be asked to sign, wherever it is kept. */
export type Signer = {
  /** Which signatures it makes; its `identifier` goes into the signed structure. */
  readonly algorithm: SignatureAlgorithm;
  /** DER SubjectPublicKeyInfo of the key's public half. */
  readonly publicKeySpki: Buffer;
  /** Names the key in records and messages; never secret. */
  readonly keyRef: string;
  /**
   * The signature over `tbs` in the form that goes into the BIT STRING (ECDSA: DER `Ecdsa-Sig-Value`,
   * RFC 3279 §2.2.3). Software answers at once, a token later. An algorithm that binds an identifier
   * of the signer (SM2) holds it here, with its key, and not in the calls.
   */
  sign(tbs: Buffer): Buffer | Promise<Buffer>;
};
