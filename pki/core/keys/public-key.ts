import { createPublicKey, type KeyObject } from 'node:crypto';
import { encodePem } from '../x509/pem.ts';
import { type KeyAlgorithmId, keyAlgorithms } from './key-algorithms.ts';

/** Why a public key is refused; the texts are in `key-problems.ts`. */
export type KeyProblem =
  | 'unreadable'
  | 'too-long'
  | 'algorithm-unsupported'
  | 'curve-not-allowed'
  | 'encoding-not-canonical'
  | 'rsa-size'
  | 'rsa-exponent'
  | 'rsa-modulus-even'
  | 'rsa-small-factor'
  | 'rsa-close-primes'
  | 'rsa-roca';

export type KeyReading =
  | { readonly ok: true; readonly algorithm: KeyAlgorithmId; readonly key: KeyObject }
  | { readonly ok: false; readonly problem: KeyProblem };

/** ML-DSA-65 needs 1974 octets, RSA 4096 needs 550. */
export const maxSpkiLength = 4096;

/**
 * Reads a DER SubjectPublicKeyInfo and says which kind of key it is, or why it cannot be certified.
 * OpenSSL checks that an EC point is on its curve (SP 800-56A §5.6.2.3); curves are an allow-list, points
 * uncompressed, and the octets must be those that the key encodes to, so that one key has one hash.
 */
export function readPublicKey(spki: Buffer): KeyReading {
  if (spki.length > maxSpkiLength) return refuse('too-long');
  const name = spki.toString('latin1');
  const known = accepted.get(name);
  if (known) return known;
  const reading = read(spki);
  if (reading.ok) remember(name, reading);
  return reading;
}

/** One issuance looks at the same key several times, and OpenSSL takes long over it: the last ones are kept. */
const accepted = new Map<string, KeyReading>();

function remember(name: string, reading: KeyReading): void {
  if (accepted.size >= 256) accepted.delete(accepted.keys().next().value!);
  accepted.set(name, reading);
}

function read(spki: Buffer): KeyReading {
  try {
    const usual = readUsualEc(spki);
    if (usual) return usual;
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const reading = classify(key);
    if (reading.ok && !isCanonical(spki, reading)) return refuse('encoding-not-canonical');
    return reading;
  } catch {
    // OpenSSL takes some keys in (the point at infinity) and fails only when they are used.
    return refuse('unreadable');
  }
}

/** Everything of an EC key before its uncompressed point 04 ‖ X ‖ Y (SEC 1 §2.3.3, RFC 5480 §2.1.1). */
const ecHeads = [
  {
    algorithm: 'ec-p256',
    head: Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
    size: 32,
  },
  {
    algorithm: 'ec-p384',
    head: Buffer.from('3076301006072a8648ce3d020106052b8104002203620004', 'hex'),
    size: 48,
  },
] as const;

/**
 * The common case, canonical by comparison. As PEM text, which node:crypto takes in half the time that the
 * same octets or their JWK take. Undefined for any other key. @throws Error when the point is not on the curve
 */
function readUsualEc(spki: Buffer): KeyReading | undefined {
  for (const { algorithm, head, size } of ecHeads) {
    if (spki.length !== head.length + 2 * size || !spki.subarray(0, head.length).equals(head)) continue;
    return { ok: true, algorithm, key: createPublicKey(encodePem('PUBLIC KEY', spki)) };
  }
  return undefined;
}

/** An EC key in its usual form was read before: whatever form comes here is another one. */
function isCanonical(
  spki: Buffer,
  { key, algorithm }: { key: KeyObject; algorithm: KeyAlgorithmId },
): boolean {
  if (keyAlgorithms[algorithm].family === 'ec') return false;
  return key.export({ format: 'der', type: 'spki' }).equals(spki);
}

function classify(key: KeyObject): KeyReading {
  switch (key.asymmetricKeyType as string | undefined) {
    case 'ec':
      return classifyEc(key);
    case 'rsa':
      return classifyRsa(key);
    case 'ed25519':
      return { ok: true, algorithm: 'ed25519', key };
    case 'ml-dsa-65':
      return { ok: true, algorithm: 'ml-dsa-65', key };
    default:
      return refuse('algorithm-unsupported');
  }
}

function classifyEc(key: KeyObject): KeyReading {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return { ok: true, algorithm: 'ec-p256', key };
  if (curve === 'secp384r1') return { ok: true, algorithm: 'ec-p384', key };
  return refuse('curve-not-allowed');
}

function classifyRsa(key: KeyObject): KeyReading {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  const algorithm = `rsa-${modulusLength}`;
  if (algorithm !== 'rsa-2048' && algorithm !== 'rsa-3072' && algorithm !== 'rsa-4096')
    return refuse('rsa-size');
  const problem = rsaProblem(modulusOf(key), publicExponent ?? 0n);
  return problem ? refuse(problem) : { ok: true, algorithm, key };
}

function modulusOf(key: KeyObject): bigint {
  const { n } = key.export({ format: 'jwk' }) as { n: string };
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

function refuse(problem: KeyProblem): KeyReading {
  return { ok: false, problem };
}

const primesTo1000 = primesUpTo(1000);

/** What is wrong with an RSA public key, or undefined (SP 800-89 §5.3.3 and the known generator faults). */
export function rsaProblem(modulus: bigint, exponent: bigint): KeyProblem | undefined {
  if (exponent < 65537n || exponent % 2n === 0n || exponent >= 1n << 256n) return 'rsa-exponent';
  if (modulus % 2n === 0n) return 'rsa-modulus-even';
  if (primesTo1000.some((prime) => modulus % BigInt(prime) === 0n)) return 'rsa-small-factor';
  if (hasRocaShape(modulus)) return 'rsa-roca';
  if (hasClosePrimes(modulus)) return 'rsa-close-primes';
  return undefined;
}

/**
 * CVE-2017-15361: the faulty generator made primes k·M + (65537^a mod M), M a primorial, so that such a
 * modulus lies in the subgroup generated by 65537 modulo each small prime. By chance: below 2^-25.
 */
function hasRocaShape(modulus: bigint): boolean {
  return rocaSubgroups.every(({ prime, members }) => members.has(Number(modulus % BigInt(prime))));
}

const rocaSubgroups = primesUpTo(167)
  .filter((prime) => prime > 2)
  .map((prime) => {
    const members = new Set<number>();
    for (let power = 1; !members.has(power); power = (power * (65537 % prime)) % prime) members.add(power);
    return { prime, members };
  });

/** Fermat's method, 100 steps: finds factors that were drawn next to each other (CVE-2022-26320). */
function hasClosePrimes(modulus: bigint): boolean {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  for (let step = 0; step < 100; step += 1, a += 1n) {
    const rest = a * a - modulus;
    if (mayBeSquare(rest) && squareRoot(rest) ** 2n === rest) return true;
  }
  return false;
}

/** Squares end in 0, 1, 4 or 9 in base 16: spares most of the roots. */
function mayBeSquare(value: bigint): boolean {
  const last = Number(value & 15n);
  return last === 0 || last === 1 || last === 4 || last === 9;
}

/** Largest integer whose square does not exceed the value (Newton). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let x = 1n << BigInt((value.toString(2).length >> 1) + 1);
  for (;;) {
    const next = (x + value / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

function primesUpTo(limit: number): number[] {
  const out: number[] = [];
  for (let n = 2; n <= limit; n += 1) if (out.every((prime) => n % prime !== 0)) out.push(n);
  return out;
}
