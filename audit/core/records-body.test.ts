import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecords, maxRecordBytes, type SentRecord } from './records-body.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.constant(Buffer.from('\ufeff二行\n\u2028"\\\0')),
);
const record: fc.Arbitrary<SentRecord> = fc.record(
  {
    raw: bytes,
    time: fc.integer({ min: 0, max: 32_503_679_999_999 }),
    position: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  },
  { requiredKeys: ['raw'] },
);

describe('a body of records', () => {
  it('gives back every byte, time and position, one line a record', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const lines = encodeRecords(records).toString('utf8').split('\n').slice(0, -1);
        const back = lines.map((line) => decodeRecord(Buffer.from(line)));
        expect(back).toEqual(records);
        for (const [n, line] of lines.entries())
          expect(line.length).toBeLessThan(records[n]!.raw.length * 1.4 + 120);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['text', 'x'.repeat(maxRecordBytes)],
    ['control characters', '\u0001'.repeat(maxRecordBytes)],
    ['no text', Buffer.alloc(maxRecordBytes, 0xff)],
  ])('the longest record takes little more than its own length: %s', (_, content) => {
    expect(encodeRecords([{ raw: Buffer.from(content) }]).length).toBeLessThan(maxRecordBytes * 1.4 + 100);
  });

  it('anything else is no record and throws nothing', () => {
    const known = ['{"raw":5}', '{"raw":"a","position":-1}', '{"raw":"a","position":1.5}', 'null', '{', ''];
    for (const line of known) expect(decodeRecord(Buffer.from(line))).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(bytes, fc.json().map(Buffer.from)), (line) => {
        const read = decodeRecord(line);
        expect(read === undefined || Buffer.isBuffer(read.raw)).toBe(true);
      }),
    );
  });
});
