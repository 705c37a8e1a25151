import type { KeyFamily, SignatureName } from '../algorithms.ts';
import { DerError } from '../der/errors.ts';
import { oid } from '../oids.ts';
import { type PublicKeyInfo, rsaExponent } from '../x509/public-key.ts';

/** Which algorithms and keys are good enough. */
export type AlgorithmPolicy = {
  readonly signatures: ReadonlySet<SignatureName>;
  readonly families: ReadonlySet<KeyFamily>;
  readonly rsaBits: { readonly min: number; readonly max: number };
  /** Object identifiers of named curves. */
  readonly curves: ReadonlySet<string>;
};

export const modernAlgorithms: AlgorithmPolicy = {
  signatures: new Set<SignatureName>([
    'rsa-sha256',
    'rsa-sha384',
    'rsa-sha512',
    'rsa-pss-sha256',
    'rsa-pss-sha384',
    'rsa-pss-sha512',
    'ecdsa-sha256',
    'ecdsa-sha384',
    'ecdsa-sha512',
    'ed25519',
    'ed448',
    'ml-dsa-44',
    'ml-dsa-65',
    'ml-dsa-87',
  ]),
  families: new Set<KeyFamily>(['rsa', 'ec', 'ed25519', 'ed448', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87']),
  rsaBits: { min: 2048, max: 8192 },
  curves: new Set([oid.p256, oid.p384, oid.p521]),
};

/** What old archives need: SHA-1, DSA and short RSA keys as well. Never for a decision about today. */
export const archiveAlgorithms: AlgorithmPolicy = {
  signatures: new Set<SignatureName>([
    ...modernAlgorithms.signatures,
    'rsa-sha1',
    'rsa-sha224',
    'ecdsa-sha1',
    'dsa-sha1',
    'dsa-sha256',
  ]),
  families: new Set<KeyFamily>([...modernAlgorithms.families, 'dsa']),
  rsaBits: { min: 1024, max: 8192 },
  curves: modernAlgorithms.curves,
};

/** What speaks against a key, as text that names it; undefined when nothing does. */
export function keyWeakness(key: PublicKeyInfo, policy: AlgorithmPolicy): string | undefined {
  const { family } = key;
  if (family === undefined || !policy.families.has(family)) return family ?? key.algorithm;
  if (family === 'ec')
    return key.curve && policy.curves.has(key.curve) ? undefined : (key.curve ?? 'explicit curve');
  if (family !== 'rsa') return undefined;
  try {
    const bits = key.bits ?? 0;
    if (bits < policy.rsaBits.min || bits > policy.rsaBits.max) return `RSA ${bits}`;
    const exponent = rsaExponent(key) ?? 0n;
    return exponent < 3n || exponent % 2n === 0n ? `RSA e=${exponent}` : undefined;
  } catch (error) {
    if (error instanceof DerError) return 'RSA';
    throw error;
  }
}
