import { hash } from 'node:crypto';

/**
 * What of a record stands in the tree: enough to prove the record, nothing that tells its text. The salt
 * lies beside the raw record, so that both can be erased while the tree stays whole.
 */
export type Envelope = {
  readonly source: string;
  readonly sequence: number;
  /** ms since 1970 UTC; null: the sender did not say. */
  readonly eventTime: number | null;
  readonly receivedAt: number;
  /** SHA-256 and SM3 of salt || raw. */
  readonly sha256: Buffer;
  readonly sm3: Buffer;
};

export const saltBytes = 16;
export const maxSourceBytes = 255;

const version = 1;
const hashLength = 32;
const fixedBytes = 2 + 3 * 8 + 2 * hashLength;
const timeNotSaid = -(2n ** 63n);

/**
 * The one encoding of an envelope: version 1, length of the source, source in UTF-8, then big-endian
 * sequence (u64), event time (i64, the least value means not said), receive time (i64), SHA-256, SM3.
 */
export function encodeEnvelope(source: Buffer, envelope: Omit<Envelope, 'source'>): Buffer {
  const bytes = Buffer.allocUnsafe(fixedBytes + source.length);
  bytes[0] = version;
  bytes[1] = source.length;
  bytes.set(source, 2);
  let at = 2 + source.length;
  const { sequence, eventTime, receivedAt } = envelope;
  at = bytes.writeBigUInt64BE(BigInt(sequence), at);
  at = bytes.writeBigInt64BE(eventTime === null ? timeNotSaid : BigInt(eventTime), at);
  at = bytes.writeBigInt64BE(BigInt(receivedAt), at);
  bytes.set(envelope.sha256, at);
  bytes.set(envelope.sm3, at + hashLength);
  return bytes;
}

/** @throws RangeError unless these bytes are the one encoding of an envelope */
export function decodeEnvelope(bytes: Buffer): Envelope {
  const length = bytes[1] ?? 0;
  if (bytes[0] !== version || bytes.length !== fixedBytes + length) throw new RangeError('not an envelope');
  const name = bytes.subarray(2, 2 + length);
  const source = name.toString('utf8');
  if (!Buffer.from(source).equals(name)) throw new RangeError('the source is not UTF-8');
  let at = 2 + length;
  const sequence = safe(bytes.readBigUInt64BE(at));
  const said = bytes.readBigInt64BE(at + 8);
  const receivedAt = safe(bytes.readBigInt64BE(at + 16));
  at += 24;
  return {
    source,
    sequence,
    eventTime: said === timeNotSaid ? null : safe(said),
    receivedAt,
    sha256: bytes.subarray(at, at + hashLength),
    sm3: bytes.subarray(at + hashLength, at + 2 * hashLength),
  };
}

/** Both digests of salt || raw. @param salted the salt and behind it the raw record */
export function digestsOf(salted: Uint8Array): { sha256: Buffer; sm3: Buffer } {
  return { sha256: hash('sha256', salted, 'buffer'), sm3: hash('sm3', salted, 'buffer') };
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('a number is too large');
  return number;
}
