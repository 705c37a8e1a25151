import { type SignatureAlgorithm, type SignatureName, signatureAlgorithms } from '../algorithms.ts';
import { keyAlgorithms } from './key-algorithms.ts';
import { readPublicKey } from './public-key.ts';

/** A private key that can be asked to sign, wherever it is kept. */
export type Signer = {
  /** Which signatures it makes; its `der` goes into the signed structure. */
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

/** Algorithms that this authority signs with; older digests are only read. */
export const signingAlgorithms = [
  'ecdsa-sha256',
  'ecdsa-sha384',
  'ecdsa-sha512',
  'rsa-sha256',
  'rsa-sha384',
  'rsa-sha512',
  'rsa-pss-sha256',
  'rsa-pss-sha384',
  'rsa-pss-sha512',
  'ed25519',
  'ml-dsa-65',
] as const satisfies readonly SignatureName[];

export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/**
 * The algorithm with which a key signs.
 * @param wanted the key's usual one when absent
 * @throws RangeError when the key cannot be certified here, or cannot make such signatures
 */
export function signingAlgorithmOf(publicKeySpki: Buffer, wanted?: SigningAlgorithm): SignatureAlgorithm {
  const reading = readPublicKey(publicKeySpki);
  if (!reading.ok) throw new RangeError(`the key cannot sign: ${reading.problem}`);
  const kind = keyAlgorithms[reading.algorithm];
  const algorithm = signatureAlgorithms[wanted ?? kind.signature];
  if (algorithm.family !== kind.family)
    throw new RangeError(`a ${kind.name} key cannot sign with ${algorithm.name}`);
  return algorithm;
}
