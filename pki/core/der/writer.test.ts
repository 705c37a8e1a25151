import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { children, encoded, readDer } from './reader.ts';
import { readIa5, readText } from './strings.ts';
import { contextConstructed, contextTag } from './tags.ts';
import {
  readBigInt,
  readBitStringBytes,
  readBoolean,
  readGeneralizedTime,
  readNamedBits,
  readOctetString,
  readOid,
  readTime,
} from './values.ts';
import * as der from './writer.ts';

const octets = (maxLength = 300) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
const wholeSeconds = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((at) => new Date(Math.floor(at.getTime() / 1000) * 1000));

describe('what the writer writes, the strict reader reads back', () => {
  it('integers of any size and sign', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), (value) => {
        expect(readBigInt(readDer(der.int(value)))).toBe(value);
      }),
    );
  });

  it('unsigned magnitudes, with and without leading zeros', () => {
    fc.assert(
      fc.property(octets(30), (magnitude) => {
        const value = BigInt(`0x0${magnitude.toString('hex')}`);
        expect(readBigInt(readDer(der.int(magnitude)))).toBe(value);
      }),
    );
  });

  it('octet and bit strings of every length, across all forms of the length', () => {
    for (const length of [0, 1, 126, 127, 128, 255, 256, 65_535, 65_536, 70_000]) {
      const content = Buffer.alloc(length, 0xa5);
      expect(Buffer.from(readOctetString(readDer(der.octetString(content)))).equals(content)).toBe(true);
      expect(Buffer.from(readBitStringBytes(readDer(der.bitString(content)))).equals(content)).toBe(true);
    }
  });

  it('object identifiers', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n }), { maxLength: 8 });
    const first = fc.oneof(
      fc.tuple(fc.constantFrom(0, 1), fc.nat(39)),
      fc.tuple(fc.constant(2), fc.nat(1_000_000)),
    );
    fc.assert(
      fc.property(first, arcs, (head, tail) => {
        const dotted = [...head, ...tail].join('.');
        expect(readOid(readDer(der.oid(dotted)))).toBe(dotted);
      }),
    );
  });

  it('booleans and named bits', () => {
    for (const value of [true, false]) expect(readBoolean(readDer(der.bool(value)))).toBe(value);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(8), { maxLength: 9 }), (bits) => {
        const expected = bits.reduce((sum, bit) => sum | (1 << bit), 0);
        expect(readNamedBits(readDer(der.namedBits(bits)))).toBe(expected);
      }),
    );
  });

  it('texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(readText(readDer(der.utf8(text)))).toBe(text);
      }),
    );
    expect(readText(readDer(der.printable("Az09 '()+,-./:=?")))).toBe("Az09 '()+,-./:=?");
    expect(readIa5(readDer(der.ia5('http://a.example/~_*@')))).toBe('http://a.example/~_*@');
  });

  it('times: UTCTime from 1950 through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5)', () => {
    fc.assert(
      fc.property(wholeSeconds('1950-01-01T00:00:00Z', '9999-12-31T23:59:59Z'), (at) => {
        const written = der.time(at);
        expect(readTime(readDer(written))).toEqual(at);
        expect(written[0]).toBe(at.getUTCFullYear() < 2050 ? 0x17 : 0x18);
        expect(readGeneralizedTime(readDer(der.generalizedTime(at)))).toEqual(at);
      }),
    );
  });

  it.each([
    ['1950-01-01T00:00:00Z', '500101000000Z'],
    ['2049-12-31T23:59:59Z', '491231235959Z'],
    ['2050-01-01T00:00:00Z', '20500101000000Z'],
    ['1949-12-31T23:59:59Z', '19491231235959Z'],
  ])('the time %s as %s', (at, text) => {
    expect(der.time(new Date(at)).subarray(2).toString()).toBe(text);
  });

  it('nested structures with tags', () => {
    fc.assert(
      fc.property(fc.array(octets(200), { maxLength: 20 }), fc.nat(30), (contents, number) => {
        const inner = der.seqOf(contents.map(der.octetString));
        const outer = readDer(der.explicit(number, inner));
        expect(outer.tag).toBe(contextConstructed(number));
        expect(Buffer.from(encoded(children(outer, outer.tag)[0]!)).equals(inner)).toBe(true);
        expect(readDer(der.implicit(number, inner)).tag).toBe(contextConstructed(number));
        expect(readDer(der.implicit(number, der.octetString(inner))).tag).toBe(contextTag(number));
      }),
    );
  });

  it('sets in the order of their encodings (X.690 §11.6)', () => {
    fc.assert(
      fc.property(fc.array(octets(20)), (contents) => {
        const members = children(readDer(der.setOf(contents.map(der.octetString))), 0x31).map((one) =>
          Buffer.from(encoded(one)),
        );
        expect(members).toHaveLength(contents.length);
        expect(members.every((member, at) => at === 0 || Buffer.compare(members[at - 1]!, member) <= 0)).toBe(
          true,
        );
      }),
    );
  });
});

describe('what the writer refuses', () => {
  it.each(['', '1', '3.1', '1.40', '1.2.', '01.2', '1.02', '1.2.x', '1.-2', ' 1.2'])(
    'fail/object identifier %j',
    (dotted) => {
      expect(() => der.oid(dotted)).toThrow(RangeError);
    },
  );
  it.each(['中', 'a@b', 'a*b', 'a_b', 'a\n'])('fail/PrintableString %j', (text) => {
    expect(() => der.printable(text)).toThrow(RangeError);
  });
  it.each(['中', 'é', '\u0080'])('fail/IA5String %j', (text) =>
    expect(() => der.ia5(text)).toThrow(RangeError),
  );
  it.each(['+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'])('fail/time %s', (at) => {
    expect(() => der.time(new Date(at))).toThrow(RangeError);
  });
});
