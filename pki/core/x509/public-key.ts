import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyFamily } from '../algorithms.ts';
import { DerError } from '../der/errors.ts';
import { cursor, type Der, encoded, readDer } from '../der/reader.ts';
import { tag } from '../der/tags.ts';
import { equalBytes, hex, readBitStringBytes, readIntegerBytes, readOid } from '../der/values.ts';
import { oid } from '../oids.ts';
import { sha256Hex } from '../sha256.ts';

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export type PublicKeyInfo = {
  readonly raw: Uint8Array;
  readonly algorithm: string;
  /** DER of the parameters; undefined when they are absent. */
  readonly parameters: Uint8Array | undefined;
  /** Content of subjectPublicKey. */
  readonly key: Uint8Array;
  readonly family: KeyFamily | undefined;
  /** Object identifier of a named curve; undefined for a key without one, and for explicit curves. */
  readonly curve: string | undefined;
  /** Size of the modulus or of the field; undefined where the family alone says it. */
  readonly bits: number | undefined;
  /** Lower-case hex of the SHA-1 of `key` (RFC 5280 §4.2.1.2 (1)) and of the SHA-256 of `raw`. */
  readonly sha1: string;
  readonly sha256: string;
  /** The key for node:crypto, made once. @throws DerError key-malformed */
  keyObject(): KeyObject;
  /** What node:crypto's `verify` takes. Most keys check one signature: a KeyObject pays off from the second on. */
  verificationKey(): KeyObject | DerPublicKey;
};

type DerPublicKey = { readonly key: Buffer; readonly format: 'der'; readonly type: 'spki' };

const families: Readonly<Record<string, KeyFamily>> = {
  [oid.rsaEncryption]: 'rsa',
  [oid.rsassaPss]: 'rsa',
  [oid.ecPublicKey]: 'ec',
  [oid.dsa]: 'dsa',
  [oid.ed25519]: 'ed25519',
  [oid.ed448]: 'ed448',
  [oid.mlDsa44]: 'ml-dsa-44',
  [oid.mlDsa65]: 'ml-dsa-65',
  [oid.mlDsa87]: 'ml-dsa-87',
};

const curveBits: Readonly<Record<string, number>> = {
  [oid.p192]: 192,
  [oid.p256]: 256,
  [oid.p384]: 384,
  [oid.p521]: 521,
  [oid.sm2]: 256,
};

class PublicKeyValue implements PublicKeyInfo {
  readonly raw: Uint8Array;
  readonly algorithm: string;
  readonly parameters: Uint8Array | undefined;
  readonly key: Uint8Array;
  readonly family: KeyFamily | undefined;
  readonly curve: string | undefined;
  #sha1: string | undefined;
  #sha256: string | undefined;
  #object: KeyObject | undefined;
  #uses = 0;

  constructor(raw: Uint8Array, algorithm: string, parameters: Der | undefined, key: Uint8Array) {
    this.raw = raw;
    this.algorithm = algorithm;
    this.parameters = parameters && encoded(parameters);
    this.key = key;
    this.curve =
      algorithm === oid.ecPublicKey && parameters?.tag === tag.oid ? readOid(parameters) : undefined;
    this.family = this.curve === oid.sm2 ? 'sm2' : families[algorithm];
  }

  get bits(): number | undefined {
    if (this.curve !== undefined) return curveBits[this.curve];
    if (this.family === 'rsa') return integerBits(firstInteger(this.key));
    if (this.family === 'dsa' && this.parameters) return integerBits(firstInteger(this.parameters));
    return undefined;
  }

  get sha1(): string {
    this.#sha1 ??= createHash('sha1').update(this.key).digest('hex');
    return this.#sha1;
  }

  get sha256(): string {
    this.#sha256 ??= sha256Hex(this.raw);
    return this.#sha256;
  }

  verificationKey(): KeyObject | DerPublicKey {
    if (this.#uses++ > 0) return this.keyObject();
    return { key: bufferOf(this.raw), format: 'der', type: 'spki' };
  }

  keyObject(): KeyObject {
    this.#object ??= importKey(this.raw);
    return this.#object;
  }
}

/** @throws DerError */
export function readPublicKeyInfo(der: Der): PublicKeyInfo {
  const outer = cursor(der);
  const algorithm = cursor(outer.next());
  const bits = outer.next();
  outer.end();
  const identifier = readOid(algorithm.next());
  const parameters = algorithm.peek() === undefined ? undefined : algorithm.next();
  algorithm.end();
  return new PublicKeyValue(encoded(der), identifier, parameters, readBitStringBytes(bits));
}

/** @throws DerError */
export function parsePublicKeyInfo(bytes: Uint8Array): PublicKeyInfo {
  return readPublicKeyInfo(readDer(bytes));
}

export function samePublicKey(a: PublicKeyInfo, b: PublicKeyInfo): boolean {
  return equalBytes(a.raw, b.raw);
}

/** The public exponent of an RSA key; undefined for other keys. */
export function rsaExponent(key: PublicKeyInfo): bigint | undefined {
  if (key.family !== 'rsa') return undefined;
  const inside = cursor(readDer(key.key));
  inside.next(tag.integer);
  return BigInt(`0x${hex(readIntegerBytes(inside.next()))}`);
}

function importKey(raw: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: bufferOf(raw), format: 'der', type: 'spki' });
  } catch {
    throw new DerError('key-malformed', 0);
  }
}

/** Modulus of RSAPublicKey, p of Dss-Parms: the first INTEGER of a SEQUENCE. */
function firstInteger(bytes: Uint8Array): Uint8Array {
  return readIntegerBytes(cursor(readDer(bytes)).next());
}

function integerBits(bytes: Uint8Array): number {
  const start = bytes[0] === 0 ? 1 : 0;
  return start === bytes.length ? 0 : (bytes.length - start) * 8 - (Math.clz32(bytes[start]!) - 24);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
