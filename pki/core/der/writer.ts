/**
 * Writes DER (X.690 §8, §10, §11). Each function returns one complete TLV, ready to be put into another.
 * Nothing here checks meaning: the builders do, and the linter reads the result back.
 */

/** One TLV: tag octet, definite minimal length (X.690 §10.1), content. Tags above 30 are not supported. */
export function tlv(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const out = Buffer.allocUnsafe(headerLength(length) + length);
  out.set(content, writeHeader(out, tag, length));
  return out;
}

/** Octets of tag and length before a content of `length` octets. */
function headerLength(length: number): number {
  if (length < 0x80) return 2;
  if (length < 0x100) return 3;
  if (length < 0x10000) return 4;
  return length < 0x1000000 ? 5 : 6;
}

/** Writes tag and length for a content that the caller writes itself. @returns where the content begins */
function writeHeader(out: Buffer, tag: number, length: number): number {
  const size = headerLength(length);
  out[0] = tag;
  if (size === 2) out[1] = length;
  else {
    out[1] = 0x80 | (size - 2);
    out.writeUIntBE(length, 2, size - 2);
  }
  return size;
}

/** A constructed TLV around parts that are TLVs already; copies each part once. */
export function constructed(tag: number, parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = Buffer.allocUnsafe(headerLength(length) + length);
  let at = writeHeader(out, tag, length);
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** SEQUENCE or SEQUENCE OF. */
export function seq(...parts: readonly Uint8Array[]): Buffer {
  return constructed(0x30, parts);
}

/** SEQUENCE OF with many members, given as an array. */
export function seqOf(parts: readonly Uint8Array[]): Buffer {
  return constructed(0x30, parts);
}

/** SET OF: members in ascending order of their encodings (X.690 §11.6). */
export function setOf(parts: readonly Uint8Array[]): Buffer {
  return constructed(0x31, [...parts].sort(Buffer.compare));
}

export function bool(value: boolean): Buffer {
  return Buffer.from([0x01, 0x01, value ? 0xff : 0x00]);
}

/** INTEGER from a number (safe integer), a bigint, or the unsigned big-endian octets of a magnitude. */
export function int(value: number | bigint | Uint8Array): Buffer {
  return tlv(0x02, typeof value === 'object' ? unsignedOctets(value) : signedOctets(BigInt(value)));
}

export function enumerated(value: number): Buffer {
  return tlv(0x0a, signedOctets(BigInt(value)));
}

/** BIT STRING of whole octets. */
export function bitString(octets: Uint8Array, unusedBits = 0): Buffer {
  const length = octets.length + 1;
  const out = Buffer.allocUnsafe(headerLength(length) + length);
  const at = writeHeader(out, 0x03, length);
  out[at] = unusedBits;
  out.set(octets, at + 1);
  return out;
}

/** BIT STRING of a named bit list, bit 0 first, without trailing zero bits (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Buffer {
  if (bits.length === 0) return bitString(Buffer.alloc(0));
  const last = Math.max(...bits);
  const octets = Buffer.alloc((last >> 3) + 1);
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return bitString(octets, 7 - (last & 7));
}

export function octetString(octets: Uint8Array): Buffer {
  return tlv(0x04, octets);
}

export function nul(): Buffer {
  return Buffer.from([0x05, 0x00]);
}

const oidCache = new Map<string, Buffer>();

/** OBJECT IDENTIFIER from dotted decimal (X.690 §8.19). @throws RangeError when it is not one. */
export function oid(dotted: string): Buffer {
  const known = oidCache.get(dotted);
  if (known) return known;
  const der = tlv(0x06, oidOctets(dotted));
  if (oidCache.size < 1000) oidCache.set(dotted, der);
  return der;
}

export function utf8(text: string): Buffer {
  return tlv(0x0c, Buffer.from(text, 'utf8'));
}

/** PrintableString (X.680 §41.4). @throws RangeError on a character outside of its set. */
export function printable(text: string): Buffer {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) throw new RangeError('not a PrintableString');
  return tlv(0x13, Buffer.from(text, 'latin1'));
}

/** IA5String. @throws RangeError on a character outside of ASCII. */
export function ia5(text: string): Buffer {
  return tlv(0x16, ascii(text));
}

/** Time by the rule of RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on; whole seconds. */
export function time(at: Date): Buffer {
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? tlv(0x17, Buffer.from(digits(at).slice(2), 'latin1'))
    : generalizedTime(at);
}

/** GeneralizedTime `YYYYMMDDHHMMSSZ`, without fractions. @throws RangeError outside of the years 0 to 9999. */
export function generalizedTime(at: Date): Buffer {
  return tlv(0x18, Buffer.from(digits(at), 'latin1'));
}

/** `[number] EXPLICIT`: the whole TLV inside a constructed context tag. */
export function explicit(number: number, inner: Uint8Array): Buffer {
  return tlv(0xa0 | number, inner);
}

/** `[number] IMPLICIT`: the TLV with its tag replaced; the constructed bit is kept. */
export function implicit(number: number, inner: Uint8Array): Buffer {
  const out = Buffer.from(inner);
  out[0] = 0x80 | (inner[0]! & 0x20) | number;
  return out;
}

/** `[number] IMPLICIT` of a primitive type with these content octets. */
export function context(number: number, content: Uint8Array): Buffer {
  return tlv(0x80 | number, content);
}

/** The ASCII octets of a text. @throws RangeError on any other character. */
export function ascii(text: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5String contains the control characters
  if (!/^[\x00-\x7f]*$/.test(text)) throw new RangeError('not an IA5String');
  return Buffer.from(text, 'latin1');
}

function digits(at: Date): string {
  const text = at.toISOString();
  if (text.length !== 24) throw new RangeError('year outside of 0 to 9999');
  return `${text.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function unsignedOctets(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const trimmed = magnitude.subarray(start);
  if (trimmed.length === 0) return Buffer.from([0]);
  return trimmed[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed;
}

function signedOctets(value: bigint): Buffer {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size += 1;
  return Buffer.from(
    BigInt.asUintN(size * 8, value)
      .toString(16)
      .padStart(size * 2, '0'),
    'hex',
  );
}

function oidOctets(dotted: string): Buffer {
  if (!/^[0-2](\.(0|[1-9]\d{0,39}))+$/.test(dotted)) throw new RangeError('not an object identifier');
  const arcs = dotted.split('.').map(BigInt);
  const [first, second, ...rest] = arcs as [bigint, bigint, ...bigint[]];
  if (first < 2n && second > 39n) throw new RangeError('not an object identifier');
  return Buffer.from([first * 40n + second, ...rest].flatMap(base128));
}

function base128(arc: bigint): number[] {
  const out = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) out.unshift(Number(rest & 0x7fn) | 0x80);
  return out;
}
