import { nul, oid, seq } from '../der/writer.ts';

/** How this authority signs: the DER `AlgorithmIdentifier` and what the key must do. */
export type SignatureAlgorithm = {
  readonly id: SignatureAlgorithmId;
  /** DER `AlgorithmIdentifier`. */
  readonly identifier: Buffer;
  readonly family: 'ec' | 'rsa' | 'ed25519' | 'ml-dsa';
  /** Digest of `node:crypto`; null where the algorithm hashes by itself. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null;
};

export type SignatureAlgorithmId =
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'rsa-sha256'
  | 'rsa-sha384'
  | 'rsa-sha512'
  | 'ed25519'
  | 'ml-dsa-65';

/** RFC 5758 §3.2: ECDSA has no parameters. RFC 4055 §5: RSA has NULL. RFC 8410 §3, RFC 9881 §2: none. */
export const signatureAlgorithms: Readonly<Record<SignatureAlgorithmId, SignatureAlgorithm>> = {
  'ecdsa-sha256': row('ecdsa-sha256', 'ec', 'sha256', seq(oid('1.2.840.10045.4.3.2'))),
  'ecdsa-sha384': row('ecdsa-sha384', 'ec', 'sha384', seq(oid('1.2.840.10045.4.3.3'))),
  'rsa-sha256': row('rsa-sha256', 'rsa', 'sha256', seq(oid('1.2.840.113549.1.1.11'), nul())),
  'rsa-sha384': row('rsa-sha384', 'rsa', 'sha384', seq(oid('1.2.840.113549.1.1.12'), nul())),
  'rsa-sha512': row('rsa-sha512', 'rsa', 'sha512', seq(oid('1.2.840.113549.1.1.13'), nul())),
  ed25519: row('ed25519', 'ed25519', null, seq(oid('1.3.101.112'))),
  'ml-dsa-65': row('ml-dsa-65', 'ml-dsa', null, seq(oid('2.16.840.1.101.3.4.3.18'))),
};

export function isSignatureAlgorithmId(value: unknown): value is SignatureAlgorithmId {
  return typeof value === 'string' && Object.hasOwn(signatureAlgorithms, value);
}

function row(
  id: SignatureAlgorithmId,
  family: SignatureAlgorithm['family'],
  digest: SignatureAlgorithm['digest'],
  identifier: Buffer,
): SignatureAlgorithm {
  return { id, identifier, family, digest };
}
