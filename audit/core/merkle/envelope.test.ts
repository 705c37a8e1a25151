import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, digestsOf, encodeEnvelope, maxSourceBytes } from './envelope.ts';

const time = fc.maxSafeInteger();
const envelope = fc.record({
  source: fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((s) => Buffer.byteLength(s) <= maxSourceBytes),
  sequence: fc.maxSafeNat(),
  eventTime: fc.option(time),
  receivedAt: time,
  raw: fc.uint8Array({ maxLength: 200 }),
});

describe('the envelope of a record', () => {
  it('says what was put in, and has one encoding', () => {
    fc.assert(
      fc.property(envelope, ({ source, raw, ...rest }) => {
        const digests = digestsOf(raw);
        const bytes = encodeEnvelope(Buffer.from(source), { ...rest, ...digests });
        const read = decodeEnvelope(bytes);
        expect(read).toEqual({ source, ...rest, ...digests });
        expect(encodeEnvelope(Buffer.from(read.source), read)).toEqual(bytes);
      }),
    );
  });

  it('refuses what is longer, shorter, of another version, or not UTF-8', () => {
    const good = encodeEnvelope(Buffer.from('pg-1'), {
      sequence: 1,
      eventTime: null,
      receivedAt: 2,
      ...digestsOf(Buffer.from('x')),
    });
    const changed = (at: number, value: number) => Buffer.from(good).fill(value, at, at + 1);
    for (const bad of [
      Buffer.alloc(0),
      good.subarray(1),
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.alloc(1)]),
      changed(0, 2),
      changed(1, 5),
      changed(2, 0xff),
    ]) {
      expect(() => decodeEnvelope(bad)).toThrow(RangeError);
    }
  });

  it('has the digests of the standards: SHA-256 and SM3 of "abc"', () => {
    const { sha256, sm3 } = digestsOf(Buffer.from('abc'));
    expect(sha256.toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sm3.toString('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  });
});
