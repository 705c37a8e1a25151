import { type SignatureAlgorithm, signatureAlgorithmOf, verifyFitting } from '../algorithms.ts';
import { DerError } from '../der/errors.ts';
import { cursor, type Der, encoded, readDer } from '../der/reader.ts';
import { tag } from '../der/tags.ts';
import { readBitStringBytes } from '../der/values.ts';
import type { PublicKeyInfo } from './public-key.ts';

/** What a certificate, list, request and OCSP answer share: content, algorithm, signature. */
export type Signed = {
  readonly raw: Uint8Array;
  /** DER of the part that is signed. */
  readonly tbsRaw: Uint8Array;
  /** DER of the outer AlgorithmIdentifier. */
  readonly signatureAlgorithmRaw: Uint8Array;
  /** undefined when the algorithm is not known. */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
};

/** SIGNED{} (RFC 5280 §4.1.1): exactly three members. @throws DerError */
export function parseSigned(bytes: Uint8Array, maxBytes: number): Signed & { readonly tbs: Der } {
  const inside = cursor(readDer(bytes, { maxBytes }));
  const tbs = inside.next(tag.sequence);
  const algorithm = encoded(inside.next(tag.sequence));
  const signature = readBitStringBytes(inside.next());
  inside.end();
  return {
    raw: bytes,
    tbs,
    tbsRaw: encoded(tbs),
    signatureAlgorithmRaw: algorithm,
    signatureAlgorithm: signatureAlgorithmOf(algorithm),
    signature,
  };
}

/** Whether `key` signed it. False for an unknown algorithm or a key that cannot be used. */
export function isSignedBy(signed: Signed, key: PublicKeyInfo): boolean {
  const algorithm = signed.signatureAlgorithm;
  if (algorithm === undefined || algorithm.family !== key.family) return false;
  try {
    return verifyFitting(algorithm, key.verificationKey(), signed.tbsRaw, signed.signature);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
