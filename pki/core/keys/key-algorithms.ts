import type { KeyFamily, SignatureName } from '../algorithms.ts';

/** Kinds of keys that this authority makes and certifies. */
export type KeyAlgorithmId =
  | 'ec-p256'
  | 'ec-p384'
  | 'rsa-2048'
  | 'rsa-3072'
  | 'rsa-4096'
  | 'ed25519'
  | 'ml-dsa-65';

export type KeyAlgorithm = {
  readonly id: KeyAlgorithmId;
  readonly family: KeyFamily;
  readonly name: string;
  /** Security strength in bits (NIST SP 800-57 part 1, table 2; FIPS 204 category 3). */
  readonly strength: number;
  /** What a key of this kind signs with unless a profile names another. */
  readonly signature: SignatureName;
  /** What `generateKeyPair` of `node:crypto` takes. */
  readonly generation:
    | { readonly type: 'ec'; readonly options: { readonly namedCurve: string } }
    | {
        readonly type: 'rsa';
        readonly options: { readonly modulusLength: number; readonly publicExponent: number };
      }
    | { readonly type: 'ed25519' | 'ml-dsa-65' };
};

export const keyAlgorithms: Readonly<Record<KeyAlgorithmId, KeyAlgorithm>> = {
  'ec-p256': ec('ec-p256', 'ECDSA P-256', 'prime256v1', 128, 'ecdsa-sha256'),
  'ec-p384': ec('ec-p384', 'ECDSA P-384', 'secp384r1', 192, 'ecdsa-sha384'),
  'rsa-2048': rsa('rsa-2048', 2048, 112, 'rsa-sha256'),
  'rsa-3072': rsa('rsa-3072', 3072, 128, 'rsa-sha256'),
  'rsa-4096': rsa('rsa-4096', 4096, 140, 'rsa-sha256'),
  ed25519: {
    id: 'ed25519',
    family: 'ed25519',
    name: 'Ed25519',
    strength: 128,
    signature: 'ed25519',
    generation: { type: 'ed25519' },
  },
  'ml-dsa-65': {
    id: 'ml-dsa-65',
    family: 'ml-dsa-65',
    name: 'ML-DSA-65',
    strength: 192,
    signature: 'ml-dsa-65',
    generation: { type: 'ml-dsa-65' },
  },
};

export const keyAlgorithmIds = Object.keys(keyAlgorithms) as readonly KeyAlgorithmId[];

function ec(
  id: KeyAlgorithmId,
  name: string,
  namedCurve: string,
  strength: number,
  signature: SignatureName,
): KeyAlgorithm {
  return { id, family: 'ec', name, strength, signature, generation: { type: 'ec', options: { namedCurve } } };
}

function rsa(
  id: KeyAlgorithmId,
  modulusLength: number,
  strength: number,
  signature: SignatureName,
): KeyAlgorithm {
  const generation = { type: 'rsa', options: { modulusLength, publicExponent: 65537 } } as const;
  return { id, family: 'rsa', name: `RSA ${modulusLength}`, strength, signature, generation };
}
