import { createECDH, generateKeyPairSync, generatePrimeSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateSoftwareKey } from '../../adapters/software-keys.ts';
import { bitString, oid as derOid, int, nul, seq } from '../der/writer.ts';
import { oid } from '../oids.ts';
import { keyAlgorithmIds } from './key-algorithms.ts';
import { type KeyProblem, readPublicKey, rsaProblem } from './public-key.ts';
import { signingAlgorithmOf } from './signer.ts';

function rsaSpki(modulus: bigint, exponent: bigint): Buffer {
  return seq(seq(derOid(oid.rsaEncryption), nul()), bitString(seq(int(modulus), int(exponent))));
}

function ecSpki(curve: string, point: Uint8Array): Buffer {
  return seq(seq(derOid(oid.ecPublicKey), derOid(curve)), bitString(point));
}

const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

/** An odd multiple of the factor with exactly 2048 bits. */
function multipleOf(factor: bigint): bigint {
  return factor * (((1n << 2047n) / factor) | 1n) + 2n * factor;
}

function problemOf(spki: Buffer): KeyProblem | undefined {
  const reading = readPublicKey(spki);
  return reading.ok ? undefined : reading.problem;
}

const modulus2048 = BigInt(
  `0x${Buffer.from(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }).n as string, 'base64url').toString('hex')}`,
);

describe('public keys that are taken', () => {
  it.each(keyAlgorithmIds.filter((id) => id !== 'rsa-4096' && id !== 'rsa-3072'))('ok/%s', async (id) => {
    const { publicKeySpki } = await generateSoftwareKey(id);
    expect(readPublicKey(publicKeySpki)).toMatchObject({ ok: true, algorithm: id });
  });
});

describe('public keys that are refused', () => {
  const p256 = () => {
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    return ecdh;
  };
  const offCurve = () => {
    const point = p256().getPublicKey();
    point[64]! ^= 1;
    return point;
  };
  const der = (type: 'ec' | 'x25519' | 'rsa-pss' | 'dsa', options = {}) =>
    generateKeyPairSync(type as 'ec', options as { namedCurve: string }).publicKey.export({
      format: 'der',
      type: 'spki',
    });

  it.each<[string, KeyProblem, () => Buffer]>([
    ['nothing', 'unreadable', () => Buffer.alloc(0)],
    ['random octets', 'unreadable', () => randomBytes(91)],
    ['a long key', 'too-long', () => Buffer.alloc(5000)],
    ['a point that is not on the curve', 'unreadable', () => ecSpki(oid.p256, offCurve())],
    ['the point at infinity', 'encoding-not-canonical', () => ecSpki(oid.p256, Buffer.from([0]))],
    [
      'a compressed point',
      'encoding-not-canonical',
      () => ecSpki(oid.p256, p256().getPublicKey(null, 'compressed')),
    ],
    ['a hybrid point', 'encoding-not-canonical', () => ecSpki(oid.p256, p256().getPublicKey(null, 'hybrid'))],
    [
      'octets after the key',
      'encoding-not-canonical',
      () => Buffer.concat([ecSpki(oid.p256, p256().getPublicKey()), Buffer.from([0])]),
    ],
    ['P-521', 'curve-not-allowed', () => der('ec', { namedCurve: 'secp521r1' })],
    ['secp256k1', 'curve-not-allowed', () => der('ec', { namedCurve: 'secp256k1' })],
    [
      'explicit curve parameters',
      'encoding-not-canonical',
      () => der('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' }),
    ],
    ['X25519', 'algorithm-unsupported', () => der('x25519')],
    ['RSA-PSS only', 'algorithm-unsupported', () => der('rsa-pss', { modulusLength: 2048 })],
    ['RSA 1024', 'rsa-size', () => rsaSpki((1n << 1023n) + 1n, 65537n)],
    ['RSA 2047', 'rsa-size', () => rsaSpki((1n << 2046n) + 1n, 65537n)],
    ['RSA 8192', 'rsa-size', () => rsaSpki((1n << 8191n) + 1n, 65537n)],
    ['exponent 3', 'rsa-exponent', () => rsaSpki(modulus2048, 3n)],
    ['exponent 1', 'rsa-exponent', () => rsaSpki(modulus2048, 1n)],
    ['an even exponent', 'rsa-exponent', () => rsaSpki(modulus2048, 65538n)],
    ['an even modulus', 'rsa-modulus-even', () => rsaSpki((modulus2048 >> 1n) << 1n, 65537n)],
    ['a small factor', 'rsa-small-factor', () => rsaSpki(multipleOf(751n), 65537n)],
  ])('fail/%s', (_name, problem, spki) => expect(problemOf(spki())).toBe(problem));

  it('a key that was taken once is still told from one that differs in a bit', () => {
    const good = ecSpki(oid.p256, p256().getPublicKey());
    expect(problemOf(good)).toBeUndefined();
    expect(problemOf(good)).toBeUndefined();
    const bad = Buffer.from(good);
    bad[90]! ^= 1;
    expect(problemOf(bad)).toBe('unreadable');
  });

  it('fail/primes next to each other (CVE-2022-26320)', () => {
    const p = prime(256);
    let q = p + 2n;
    while (!isProbablePrime(q)) q += 2n;
    expect(rsaProblem(p * q, 65537n)).toBe('rsa-close-primes');
  });

  it('fail/the shape of ROCA (CVE-2017-15361)', () => {
    // Both factors as the faulty chip makes them: k·M + (65537^a mod M), M the product of the first 39 primes.
    const primorial = firstPrimes(39).reduce((product, p) => product * p, 1n);
    const factor = (k: bigint, a: bigint) => k * primorial + power(65537n, a, primorial);
    const modulus = factor(12345678901234567891n, 4711n) * factor(98765432109876543211n, 815n);
    expect(['rsa-roca', 'rsa-small-factor']).toContain(rsaProblem(modulus, 65537n));
    expect(modulus % 3n).not.toBe(0n);
  });

  it('ok/a sound modulus', () => expect(rsaProblem(modulus2048, 65537n)).toBeUndefined());
});

describe('what a key signs with', () => {
  it('is its usual algorithm, or one of its family', async () => {
    const ec = await generateSoftwareKey('ec-p384');
    expect(signingAlgorithmOf(ec.publicKeySpki).name).toBe('ecdsa-sha384');
    expect(signingAlgorithmOf(ec.publicKeySpki, 'ecdsa-sha256').name).toBe('ecdsa-sha256');
    expect(() => signingAlgorithmOf(ec.publicKeySpki, 'rsa-sha256')).toThrow(RangeError);
    expect(() => signingAlgorithmOf(Buffer.alloc(3))).toThrow('unreadable');
  });
});

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (
    let square = base % modulus, rest = exponent;
    rest > 0n;
    rest >>= 1n, square = (square * square) % modulus
  ) {
    if (rest & 1n) result = (result * square) % modulus;
  }
  return result;
}

function isProbablePrime(n: bigint): boolean {
  return [2n, 3n, 5n, 7n, 11n].every((base) => power(base, n - 1n, n) === 1n);
}

function firstPrimes(count: number): bigint[] {
  const out: bigint[] = [];
  for (let n = 2n; out.length < count; n += 1n) if (out.every((p) => n % p !== 0n)) out.push(n);
  return out;
}
