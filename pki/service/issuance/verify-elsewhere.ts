import { type KeyObject, verify } from 'node:crypto';
import { nodeOptions, type SignatureAlgorithm } from '../../core/algorithms.ts';
import { DerError } from '../../core/der/errors.ts';
import { readPublicKey } from '../../core/keys/public-key.ts';
import type { CertificationRequest } from '../../core/x509/request.ts';

/**
 * Whether the signature is valid, found out on a thread of the pool, so that the main thread goes on with
 * other certificates meanwhile. False for a signature that cannot be one.
 */
export function verifyElsewhere(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve) => {
    // The bare key where its defaults are right: node:crypto takes it several times faster than an object.
    const input = algorithm.pss ? { key, ...nodeOptions(algorithm) } : key;
    try {
      verify(algorithm.digest ?? null, data, input, signature, (error, valid) => resolve(!error && valid));
    } catch {
      resolve(false);
    }
  });
}

/** Proof of possession (RFC 2986 §4.2): the request is signed with the key that it carries. */
export async function provesPossession(request: CertificationRequest): Promise<boolean> {
  const { signatureAlgorithm: algorithm, publicKey, tbsRaw, signature } = request;
  if (!algorithm || algorithm.needsIdentifier || algorithm.family !== publicKey.family) return false;
  try {
    // Most keys are read once more when they are judged: then this one is remembered.
    const reading = readPublicKey(Buffer.from(publicKey.raw));
    const key = reading.ok ? reading.key : publicKey.keyObject();
    return await verifyElsewhere(algorithm, key, tbsRaw, signature);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
