import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { nodeOptions } from '../core/algorithms.ts';
import { type KeyAlgorithmId, keyAlgorithms } from '../core/keys/key-algorithms.ts';
import { type Signer, type SigningAlgorithm, signingAlgorithmOf } from '../core/keys/signer.ts';

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
 * A signer on a PKCS#8 key in memory; signs on a thread of the pool, so that the main thread goes on meanwhile.
 * @param keyRef names the key in records
 * @param signature the key's usual algorithm when absent
 * @throws RangeError when the key is not one that `readPublicKey` accepts, or cannot make such signatures
 */
export function softwareSigner(
  privateKeyPkcs8: Buffer,
  keyRef: string,
  signature?: SigningAlgorithm,
): Signer {
  const key = createPrivateKey({ key: privateKeyPkcs8, format: 'der', type: 'pkcs8' });
  const publicKeySpki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const algorithm = signingAlgorithmOf(publicKeySpki, signature);
  const digest = algorithm.digest ?? null;
  // The bare key where its defaults are right: node:crypto takes it in two thirds of the time.
  const input = algorithm.pss ? { key, ...nodeOptions(algorithm) } : key;
  return {
    algorithm,
    publicKeySpki,
    keyRef,
    sign: (tbs) =>
      new Promise((resolve, reject) => {
        sign(digest, tbs, input, (error, signature) => (error ? reject(error) : resolve(signature)));
      }),
  };
}
