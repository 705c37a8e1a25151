import { DerError } from './errors.ts';
import { checkBitString, checkInteger, checkOid, content, type Der, expectTag } from './reader.ts';
import { tag } from './tags.ts';

/** BOOLEAN; `as` is the tag for an implicit one. */
export function readBoolean(der: Der, as: number = tag.boolean): boolean {
  expectTag(der, as);
  const value = der.bytes[der.body];
  if (der.end - der.body !== 1 || (value !== 0 && value !== 0xff)) {
    throw new DerError('boolean-not-canonical', der.start);
  }
  return value === 0xff;
}

/** Content octets of an INTEGER (two's complement, minimal). */
export function readIntegerBytes(der: Der, as: number = tag.integer): Uint8Array {
  expectTag(der, as);
  checkInteger(der.bytes, der.body, der.end);
  return content(der);
}

/** INTEGER of any size. */
export function readBigInt(der: Der, as: number = tag.integer): bigint {
  const bytes = readIntegerBytes(der, as);
  const value = BigInt(`0x${hex(bytes)}`);
  return bytes[0]! & 0x80 ? value - (1n << BigInt(bytes.length * 8)) : value;
}

/** A non-negative INTEGER below 2^31. @throws DerError integer-range */
export function readSmallInteger(der: Der, as: number = tag.integer): number {
  const bytes = readIntegerBytes(der, as);
  if (bytes.length > 4 || bytes[0]! & 0x80) throw new DerError('integer-range', der.start);
  let value = 0;
  for (const octet of bytes) value = value * 256 + octet;
  return value;
}

/** Dotted text of an OBJECT IDENTIFIER, e.g. `2.5.29.15`. */
export function readOid(der: Der, as: number = tag.oid): string {
  expectTag(der, as);
  const { bytes, body, end } = der;
  // Nearly all extensions and name attributes are 2.5.x.y: three short octets.
  if (end - body === 3 && bytes[body] === 0x55 && bytes[body + 1]! < 0x80 && bytes[body + 2]! < 0x80) {
    return `2.5.${bytes[body + 1]}.${bytes[body + 2]}`;
  }
  checkOid(bytes, body, end);
  let text = '';
  let arc = 0;
  let big: bigint | undefined;
  for (let i = body; i < end; i++) {
    const octet = bytes[i]!;
    if (big === undefined && arc > 0x3_ffff_ffff) big = BigInt(arc);
    if (big === undefined) arc = arc * 128 + (octet & 0x7f);
    else big = big * 128n + BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    if (text !== '') text += `.${big ?? arc}`;
    else if (big !== undefined) text = `2.${big - 80n}`;
    else text = arc < 80 ? `${Math.floor(arc / 40)}.${arc % 40}` : `2.${arc - 80}`;
    arc = 0;
    big = undefined;
  }
  return text;
}

/** The octets of a BIT STRING whose number of bits is a multiple of eight (keys, signatures). */
export function readBitStringBytes(der: Der, as: number = tag.bitString): Uint8Array {
  expectTag(der, as);
  checkBitString(der.bytes, der.body, der.end);
  if (der.bytes[der.body] !== 0) throw new DerError('bit-string-malformed', der.start);
  return der.bytes.subarray(der.body + 1, der.end);
}

/** A BIT STRING of at most 32 named bits as a number: bit n of the string is `1 << n`. */
export function readNamedBits(der: Der, as: number = tag.bitString): number {
  expectTag(der, as);
  checkBitString(der.bytes, der.body, der.end);
  let bits = 0;
  const octets = Math.min(der.end - der.body - 1, 4);
  for (let i = 0; i < octets; i++) {
    const octet = der.bytes[der.body + 1 + i]!;
    for (let bit = 0; bit < 8; bit++) if (octet & (0x80 >> bit)) bits |= 1 << (i * 8 + bit);
  }
  return bits >>> 0;
}

export function readOctetString(der: Der, as: number = tag.octetString): Uint8Array {
  return content(expectTag(der, as));
}

/** UTCTime or GeneralizedTime in the only forms that RFC 5280 §4.1.2.5 allows: seconds, `Z`, no fraction. */
export function readTime(der: Der): Date {
  if (der.tag === tag.utcTime) return readUtcTime(der);
  return readGeneralizedTime(der);
}

function readUtcTime(der: Der): Date {
  if (der.end - der.body !== 13) throw new DerError('time-malformed', der.start);
  const year = digits(der, 0, 2);
  // RFC 5280 §4.1.2.5.1: 50 and above is 19YY.
  return date(der, year >= 50 ? 1900 + year : 2000 + year, 2);
}

export function readGeneralizedTime(der: Der, as: number = tag.generalizedTime): Date {
  expectTag(der, as);
  if (der.end - der.body !== 15) throw new DerError('time-malformed', der.start);
  return date(der, digits(der, 0, 2) * 100 + digits(der, 2, 2), 4);
}

function date(der: Der, year: number, at: number): Date {
  if (der.bytes[der.end - 1] !== 0x5a) throw new DerError('time-malformed', der.start);
  const month = digits(der, at, 2);
  const day = digits(der, at + 2, 2);
  const hour = digits(der, at + 4, 2);
  const minute = digits(der, at + 6, 2);
  const second = digits(der, at + 8, 2);
  const value = new Date(0);
  value.setUTCFullYear(year, month - 1, day);
  value.setUTCHours(hour, minute, second);
  const wrong =
    month < 1 ||
    month > 12 ||
    day < 1 ||
    value.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59;
  if (wrong) throw new DerError('time-malformed', der.start);
  return value;
}

function digits(der: Der, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = der.bytes[der.body + at + i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) throw new DerError('time-malformed', der.start);
    value = value * 10 + digit;
  }
  return value;
}

/** Lower-case hex without separators. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
