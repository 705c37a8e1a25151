import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';

/** How the signature of a decision was made, by the kind of its key. */
export type DecisionSignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-pkcs1-sha256'
  | 'ed25519'
  | 'ml-dsa-65';

const curves: Readonly<Record<string, DecisionSignatureAlgorithm>> = {
  prime256v1: 'ecdsa-p256-sha256',
  secp384r1: 'ecdsa-p384-sha384',
};

/** The algorithm that decisions by this key are signed with; undefined for a key that cannot sign them. */
export function decisionAlgorithmOf(key: KeyObject): DecisionSignatureAlgorithm | undefined {
  switch (key.asymmetricKeyType as string | undefined) {
    case 'ec':
      return curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
    case 'rsa':
      return 'rsa-pkcs1-sha256';
    case 'ed25519':
      return 'ed25519';
    case 'ml-dsa-65':
      return 'ml-dsa-65';
    default:
      return undefined;
  }
}

/** ECDSA comes as r‖s (IEEE P1363), as WebCrypto makes it. False for anything that does not verify. */
export function verifyDecision(
  key: KeyObject,
  algorithm: string,
  payload: Buffer,
  signature: Buffer,
): boolean {
  if (decisionAlgorithmOf(key) !== algorithm) return false;
  const digest = {
    'ecdsa-p256-sha256': 'sha256',
    'ecdsa-p384-sha384': 'sha384',
    'rsa-pkcs1-sha256': 'sha256',
  }[algorithm as string];
  try {
    return verify(digest, payload, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** The key of a stored certificate; undefined when the bytes are none. */
export function keyOfCertificate(der: Buffer): KeyObject | undefined {
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    return undefined;
  }
}

/** The key of a stored SubjectPublicKeyInfo; undefined when the bytes are none. */
export function keyOfSpki(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
