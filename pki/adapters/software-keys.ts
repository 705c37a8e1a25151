import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { type KeyAlgorithmId, keyAlgorithms } from '../core/keys/key-algorithms.ts';
import { readPublicKey } from '../core/keys/public-key.ts';
import { type SignatureAlgorithmId, signatureAlgorithms } from '../core/keys/signature-algorithms.ts';
import type { Signer } from '../core/keys/signer.ts';

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object | undefined,
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

/** A key pair as octets: the private half is secret and leaves this process sealed or inside a PKCS#12. */
export type GeneratedKey = {
  readonly algorithm: KeyAlgorithmId;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeySpki: Buffer;
  /** DER PrivateKeyInfo (PKCS#8), in the clear. */
  readonly privateKeyPkcs8: Buffer;
};

/** A new key pair, made off the main thread. */
export async function generateSoftwareKey(algorithm: KeyAlgorithmId): Promise<GeneratedKey> {
  const { generation } = keyAlgorithms[algorithm];
  const pair = await generate(generation.type, 'options' in generation ? generation.options : undefined);
  return {
    algorithm,
    publicKeySpki: pair.publicKey.export({ format: 'der', type: 'spki' }),
    privateKeyPkcs8: pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
  };
}

/**
 * A signer on a PKCS#8 key in memory; signs synchronously.
 * @param keyRef names the key in records
 * @param signature the key's usual algorithm when absent
 * @throws RangeError when the key is not one that `readPublicKey` accepts, or cannot make such signatures
 */
export function softwareSigner(
  privateKeyPkcs8: Buffer,
  keyRef: string,
  signature?: SignatureAlgorithmId,
): Signer {
  const key = createPrivateKey({ key: privateKeyPkcs8, format: 'der', type: 'pkcs8' });
  const publicKeySpki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const reading = readPublicKey(publicKeySpki);
  if (!reading.ok) throw new RangeError(`key ${keyRef} cannot sign: ${reading.problem}`);
  const kind = keyAlgorithms[reading.algorithm];
  const algorithm = signatureAlgorithms[signature ?? kind.signature];
  if (algorithm.family !== kind.family)
    throw new RangeError(`key ${keyRef} cannot sign with ${algorithm.id}`);
  const { digest } = algorithm;
  return { algorithm, publicKeySpki, keyRef, sign: (tbs) => sign(digest, tbs, key) };
}
