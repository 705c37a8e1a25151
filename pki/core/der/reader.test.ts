import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DerError, type DerErrorCode } from './errors.ts';
import { children, cursor, encoded, readDer } from './reader.ts';
import { readText } from './strings.ts';
import { tag } from './tags.ts';
import { hex, readBigInt, readBitStringBytes, readNamedBits, readOid, readTime } from './values.ts';
import { int, oid, seq, utf8 } from './writer.ts';

const bytes = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function codeOf(run: () => unknown): DerErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof DerError) return error.code;
    throw error;
  }
  return undefined;
}

describe('readDer', () => {
  const refused: readonly [string, string, DerErrorCode][] = [
    ['nothing', '', 'truncated'],
    ['a length without content', '04 02 00', 'truncated'],
    ['a length that is cut', '04 82 01', 'truncated'],
    ['data behind', '05 00 00', 'trailing-data'],
    ['indefinite length', '30 80 00 00', 'length-indefinite'],
    ['a long length that fits the short form', '04 81 01 00', 'length-not-minimal'],
    ['a length with a leading zero', '04 82 00 80', 'length-not-minimal'],
    ['a length of five octets', '04 85 01 00 00 00 00', 'too-large'],
    ['a high tag that fits the low form', '1f 1e 00', 'tag-not-minimal'],
    ['a high tag with a leading zero', '1f 80 1f 00', 'tag-not-minimal'],
    ['BOOLEAN 1', '01 01 01', 'boolean-not-canonical'],
    ['BOOLEAN of two octets', '01 02 ff ff', 'boolean-not-canonical'],
    ['an empty INTEGER', '02 00', 'integer-not-minimal'],
    ['a padded INTEGER', '02 02 00 7f', 'integer-not-minimal'],
    ['a padded negative INTEGER', '02 02 ff 80', 'integer-not-minimal'],
    ['NULL with content', '05 01 00', 'null-not-empty'],
    ['an empty OID', '06 00', 'oid-malformed'],
    ['an OID with a padded arc', '06 03 2a 80 01', 'oid-malformed'],
    ['an OID that ends inside an arc', '06 02 2a 86', 'oid-malformed'],
    ['BIT STRING without its first octet', '03 00', 'bit-string-malformed'],
    ['BIT STRING with nine unused bits', '03 02 09 00', 'bit-string-malformed'],
    ['BIT STRING with unused bits set', '03 02 01 01', 'bit-string-malformed'],
    ['a constructed OCTET STRING', '24 03 04 01 00', 'constructed-string'],
    ['a SEQUENCE in primitive form', '10 00', 'tag-unexpected'],
    ['a child longer than its parent', '30 03 04 02 00', 'truncated'],
    ['a fault deep inside', '30 04 a0 02 02 00', 'integer-not-minimal'],
  ];
  it.each(refused)('fail/%s', (_, input, code) => {
    expect(codeOf(() => readDer(bytes(input)))).toBe(code);
  });

  it('fail/deeper, larger, and with more elements than allowed', () => {
    let nested: Buffer = seq();
    for (let i = 0; i < 40; i++) nested = seq(nested);
    expect(codeOf(() => readDer(nested))).toBe('too-deep');
    expect(codeOf(() => readDer(nested, { maxDepth: 41 }))).toBeUndefined();
    expect(codeOf(() => readDer(nested, { maxBytes: 10 }))).toBe('too-large');
    const wide = seq(...Array.from({ length: 20 }, () => int(1)));
    expect(codeOf(() => readDer(wide, { maxElements: 20 }))).toBe('too-many');
    expect(codeOf(() => readDer(wide, { maxElements: 21 }))).toBeUndefined();
  });

  it('ok/gives views of the input, not copies', () => {
    const input = seq(int(5), utf8('民政'));
    const [number, text] = children(readDer(input), tag.sequence);
    expect(encoded(number!).buffer).toBe(input.buffer);
    expect(readBigInt(number!)).toBe(5n);
    expect(readText(text!)).toBe('民政');
  });

  it('any bytes give a value or a DerError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        expect(() => codeOf(() => readDer(input))).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('what was read is written back as it was', () => {
    const value: fc.Arbitrary<Buffer> = fc.letrec<{ node: Buffer }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }).map((n) => int(n)),
        fc.string().map((text) => utf8(text)),
        fc.array(tie('node'), { maxLength: 4 }).map((parts) => seq(...parts)),
      ),
    })).node;
    fc.assert(
      fc.property(value, (input) => {
        const again = (der: ReturnType<typeof readDer>): Uint8Array =>
          der.tag === tag.sequence ? seq(...children(der, tag.sequence).map(again)) : encoded(der);
        expect(hex(again(readDer(input)))).toBe(hex(input));
      }),
    );
  });
});

describe('cursor', () => {
  it('fail/a member that is missing, of another type, or too many', () => {
    const two = readDer(seq(int(1), int(2)));
    expect(codeOf(() => cursor(two).next(tag.oid))).toBe('tag-unexpected');
    expect(codeOf(() => cursor(two).end())).toBe('trailing-data');
    expect(codeOf(() => cursor(readDer(seq())).next())).toBe('missing');
    expect(codeOf(() => cursor(readDer(int(1))))).toBe('tag-unexpected');
  });
});

describe('values', () => {
  it('integers of any size come back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), (n) => {
        expect(readBigInt(readDer(int(n)))).toBe(n);
      }),
    );
  });

  it('object identifiers of any arcs come back', () => {
    const arc = fc.bigInt({ min: 0n, max: 1n << 80n });
    const dotted = fc
      .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), fc.array(arc, { maxLength: 6 }))
      .map(([a, b, rest]) => [a, b, ...rest].join('.'));
    fc.assert(
      fc.property(dotted, (text) => {
        expect(readOid(readDer(oid(text)))).toBe(text);
      }),
    );
  });

  const times: readonly [string, string, string | undefined][] = [
    ['UTCTime before 2000', `17 0d ${ascii('500101000000Z')}`, '1950-01-01T00:00:00.000Z'],
    ['UTCTime after 2000', `17 0d ${ascii('491231235959Z')}`, '2049-12-31T23:59:59.000Z'],
    ['GeneralizedTime', `18 0f ${ascii('99991231235959Z')}`, '9999-12-31T23:59:59.000Z'],
    ['GeneralizedTime in the year 50', `18 0f ${ascii('00500101000000Z')}`, '0050-01-01T00:00:00.000Z'],
    ['a leap day', `17 0d ${ascii('240229000000Z')}`, '2024-02-29T00:00:00.000Z'],
    ['no leap day', `17 0d ${ascii('230229000000Z')}`, undefined],
    ['month 13', `17 0d ${ascii('231301000000Z')}`, undefined],
    ['hour 24', `17 0d ${ascii('230101240000Z')}`, undefined],
    ['an offset', `17 11 ${ascii('230101000000+0800')}`, undefined],
    ['no seconds', `17 0b ${ascii('2301010000Z')}`, undefined],
    ['a fraction', `18 11 ${ascii('20230101000000.5Z')}`, undefined],
    ['letters', `17 0d ${ascii('23010100000aZ')}`, undefined],
  ];
  it.each(times)('time/%s', (_, input, expected) => {
    const der = readDer(bytes(input));
    if (expected === undefined) expect(codeOf(() => readTime(der))).toBe('time-malformed');
    else expect(readTime(der).toISOString()).toBe(expected);
  });

  it('bits are counted from the left', () => {
    expect(readNamedBits(readDer(bytes('03 02 01 06')))).toBe(0b110_0000);
    expect(readNamedBits(readDer(bytes('03 03 07 00 80')))).toBe(1 << 8);
    expect(codeOf(() => readBitStringBytes(readDer(bytes('03 02 01 06'))))).toBe('bit-string-malformed');
  });

  it('strings that do not fit their type are refused', () => {
    expect(codeOf(() => readText(readDer(bytes('0c 01 ff'))))).toBe('string-malformed');
    expect(codeOf(() => readText(readDer(bytes('16 01 80'))))).toBe('string-malformed');
    expect(codeOf(() => readText(readDer(bytes('1e 02 d8 00'))))).toBe('string-malformed');
    expect(codeOf(() => readText(readDer(bytes('1c 03 00 00 41'))))).toBe('string-malformed');
    expect(readText(readDer(bytes('1e 04 6c 11 65 3f')))).toBe('民政');
    expect(readText(readDer(bytes('1c 04 00 00 6c 11')))).toBe('民');
  });
});

function ascii(text: string): string {
  return Buffer.from(text).toString('hex');
}
