import { DerError } from './errors.ts';
import { tag } from './tags.ts';

/** One element: where it stands in `bytes`; nothing is copied. `tag` is the identifier octet. */
export type Der = {
  readonly bytes: Uint8Array;
  readonly tag: number;
  /** Offset of the identifier octet, of the content, and behind the content. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
};

export type DerLimits = {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxElements: number;
};

const defaultLimits: DerLimits = { maxBytes: 64 << 20, maxDepth: 32, maxElements: 8_000_000 };

/**
 * Reads one DER element that fills `bytes`, and checks all that it contains, before any part is used:
 * definite and minimal lengths, minimal tags, canonical BOOLEAN, INTEGER, NULL, OID and BIT STRING,
 * primitive strings (X.690 §10, §11), depth, size and number of elements.
 * @throws DerError and nothing else.
 */
export function readDer(bytes: Uint8Array, limits: Partial<DerLimits> = {}): Der {
  const { maxBytes, maxDepth, maxElements } = { ...defaultLimits, ...limits };
  if (bytes.length > maxBytes) throw new DerError('too-large', 0);
  const root = elementAt(bytes, 0, bytes.length);
  if (root.end !== bytes.length) throw new DerError('trailing-data', root.end);
  checkContent(bytes, root, maxDepth, maxElements);
  return root;
}

/** Content octets, as a view. */
export function content(der: Der): Uint8Array {
  return der.bytes.subarray(der.body, der.end);
}

/** Identifier, length and content octets, as a view. */
export function encoded(der: Der): Uint8Array {
  return der.bytes.subarray(der.start, der.end);
}

/** The elements inside a constructed element. @throws DerError tag-unexpected when `of` is not its tag. */
export function children(der: Der, of: number): Der[] {
  expectTag(der, of);
  const found: Der[] = [];
  for (let at = der.body; at < der.end; ) {
    const next = elementAt(der.bytes, at, der.end);
    found.push(next);
    at = next.end;
  }
  return found;
}

/** @throws DerError tag-unexpected. */
export function expectTag(der: Der, of: number): Der {
  if (der.tag !== of) throw new DerError('tag-unexpected', der.start, hexTag(der.tag));
  return der;
}

/** Walks the members of a constructed element in order. */
export type DerCursor = {
  /** The tag of the next element; undefined at the end. */
  peek(): number | undefined;
  /** The next element. @throws DerError missing, tag-unexpected */
  next(of?: number): Der;
  /** The next element if it has this tag. */
  optional(of: number): Der | undefined;
  /** @throws DerError trailing-data when an element is left. */
  end(): void;
};

class Cursor implements DerCursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(der: Der) {
    this.#bytes = der.bytes;
    this.#at = der.body;
    this.#end = der.end;
  }

  peek(): number | undefined {
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  next(of?: number): Der {
    if (this.#at >= this.#end) throw new DerError('missing', this.#at);
    const der = elementAt(this.#bytes, this.#at, this.#end);
    if (of !== undefined) expectTag(der, of);
    this.#at = der.end;
    return der;
  }

  optional(of: number): Der | undefined {
    return this.peek() === of ? this.next() : undefined;
  }

  end(): void {
    if (this.#at < this.#end) throw new DerError('trailing-data', this.#at);
  }
}

/** A cursor over the members of `der`. @throws DerError tag-unexpected when `of` is not its tag. */
export function cursor(der: Der, of: number = tag.sequence): DerCursor {
  expectTag(der, of);
  return new Cursor(der);
}

/** The element at `at`, which must end at or before `limit`. */
export function elementAt(bytes: Uint8Array, at: number, limit: number): Der {
  const der = { bytes, tag: 0, start: at, body: at, end: at };
  moveTo(der, at, limit);
  return der;
}

type MovableDer = { -readonly [K in keyof Der]: Der[K] };

/**
 * Makes `der` the element at `at`, which must end at or before `limit`. For a tag number of 31 and more (X.690
 * §8.1.2.4), `tag` is the first octet plus 256 times the number.
 */
function moveTo(der: MovableDer, at: number, limit: number): void {
  const { bytes } = der;
  let place = at;
  if (place >= limit) throw new DerError('truncated', at);
  let identifier = bytes[place++]!;
  if ((identifier & 0x1f) === 0x1f) {
    let number = 0;
    for (;;) {
      if (place >= limit) throw new DerError('truncated', at);
      const octet = bytes[place++]!;
      if (number === 0 && octet === 0x80) throw new DerError('tag-not-minimal', at);
      number = number * 128 + (octet & 0x7f);
      if (number > 0xffff) throw new DerError('tag-unexpected', at);
      if (octet < 0x80) break;
    }
    if (number < 31) throw new DerError('tag-not-minimal', at);
    identifier += number * 256;
  }
  if (place >= limit) throw new DerError('truncated', at);
  let length = bytes[place++]!;
  if (length >= 0x80) {
    if (length === 0x80) throw new DerError('length-indefinite', at);
    const octets = length & 0x7f;
    if (octets > 4) throw new DerError('too-large', at);
    if (place + octets > limit) throw new DerError('truncated', at);
    if (bytes[place] === 0) throw new DerError('length-not-minimal', at);
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + bytes[place++]!;
    if (length < 0x80) throw new DerError('length-not-minimal', at);
  }
  const end = place + length;
  if (end > limit) throw new DerError('truncated', at);
  der.tag = identifier;
  der.start = at;
  der.body = place;
  der.end = end;
}

/** Depth first without recursion: one element moves over all of them, `ends` holds where each open one ends. */
function checkContent(bytes: Uint8Array, root: Der, maxDepth: number, maxElements: number): void {
  const ends: number[] = [];
  const element = { ...root };
  let count = 0;
  for (;;) {
    if (++count > maxElements) throw new DerError('too-many', element.start);
    let at: number;
    if (element.tag & 0x20) {
      if (ends.length >= maxDepth) throw new DerError('too-deep', element.start);
      checkConstructed(element);
      ends.push(element.end);
      at = element.body;
    } else {
      checkPrimitive(bytes, element);
      at = element.end;
    }
    while (ends.length > 0 && at === ends[ends.length - 1]) ends.pop();
    if (ends.length === 0) return;
    moveTo(element, at, ends[ends.length - 1]!);
  }
}

function checkConstructed(der: Der): void {
  if (der.tag >= 0x40 || der.tag === tag.sequence || der.tag === tag.set) return;
  // EXTERNAL and EMBEDDED PDV are constructed by nature; a constructed string is BER only (X.690 §10.2).
  if (der.tag !== 0x28 && der.tag !== 0x2b) throw new DerError('constructed-string', der.start);
}

function checkPrimitive(bytes: Uint8Array, der: Der): void {
  const { body, end, start } = der;
  switch (der.tag) {
    case tag.boolean:
      if (end - body !== 1 || (bytes[body] !== 0 && bytes[body] !== 0xff)) {
        throw new DerError('boolean-not-canonical', start);
      }
      return;
    case tag.integer:
    case tag.enumerated:
      checkInteger(bytes, body, end);
      return;
    case tag.null:
      if (end !== body) throw new DerError('null-not-empty', start);
      return;
    case tag.oid:
      checkOid(bytes, body, end);
      return;
    case tag.bitString:
      checkBitString(bytes, body, end);
      return;
    case 0x10:
    case 0x11:
    case 0x00:
      throw new DerError('tag-unexpected', start, hexTag(der.tag));
  }
}

/** X.690 §8.3.2: the first nine bits are neither all zero nor all one. */
export function checkInteger(bytes: Uint8Array, body: number, end: number): void {
  if (end === body) throw new DerError('integer-not-minimal', body);
  if (end - body === 1) return;
  const first = bytes[body]!;
  const sign = bytes[body + 1]! & 0x80;
  if ((first === 0 && sign === 0) || (first === 0xff && sign !== 0)) {
    throw new DerError('integer-not-minimal', body);
  }
}

/** X.690 §8.19: arcs in the shortest form, the last one complete. */
export function checkOid(bytes: Uint8Array, body: number, end: number): void {
  if (end === body || end - body > 128) throw new DerError('oid-malformed', body);
  if (bytes[end - 1]! >= 0x80) throw new DerError('oid-malformed', body);
  let first = true;
  for (let i = body; i < end; i++) {
    if (first && bytes[i] === 0x80) throw new DerError('oid-malformed', i);
    first = bytes[i]! < 0x80;
  }
}

/** X.690 §11.2: unused bits are counted right and are zero. */
export function checkBitString(bytes: Uint8Array, body: number, end: number): void {
  const unused = bytes[body] ?? 8;
  if (end === body || unused > 7 || (unused > 0 && end - body === 1)) {
    throw new DerError('bit-string-malformed', body);
  }
  if (bytes[end - 1]! & ((1 << unused) - 1) && end - body > 1)
    throw new DerError('bit-string-malformed', body);
}

function hexTag(value: number): string {
  return `0x${value.toString(16)}`;
}
