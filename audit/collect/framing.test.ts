import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeframer, type Deframer } from './framing.ts';

const bounds = { maxRecord: 1000, keptPart: 100 };

/** Everything that comes out of bytes that arrive in pieces of the given sizes. */
function run(
  bytes: Buffer,
  sizes: readonly number[],
  deframer: Deframer = createDeframer(bounds),
  clean = true,
) {
  const records: string[] = [];
  const refused: [string, number, number][] = [];
  const add = (frames: ReturnType<Deframer['push']>) => {
    records.push(...frames.records.map((raw) => raw.toString('latin1')));
    refused.push(
      ...frames.refused.map(
        ({ reason, raw, bytes }) => [reason, raw.length, bytes] as [string, number, number],
      ),
    );
  };
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[turn % sizes.length]!);
    add(deframer.push(bytes.subarray(at, at + size)));
    at += size;
  }
  add(deframer.end(clean));
  return { records, refused };
}

const record = fc
  .uint8Array({ minLength: 1, maxLength: 1000 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });

describe('framing of syslog over a stream', () => {
  it('gives back octet-counted records however they arrive, also with line ends and NUL in them', () => {
    const property = fc.property(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      sizes,
      (bodies, pieces) => {
        const sent = bodies.map((body, index) => (index === 0 ? `<13>${body}`.slice(0, 1000) : body));
        const bytes = Buffer.from(sent.map((body) => `${body.length} ${body}`).join(''), 'latin1');
        expect(run(bytes, pieces)).toEqual({ records: sent, refused: [] });
      },
    );
    fc.assert(property);
  });

  it('gives back lines however they arrive, the last one also without its line end', () => {
    const line = record.map((text) => text.replaceAll('\n', '.'));
    const property = fc.property(
      fc.array(line, { minLength: 1, maxLength: 20 }),
      sizes,
      fc.boolean(),
      (bodies, pieces, end) => {
        const sent = bodies.map((body) => `<${body}`.slice(0, 1000));
        const bytes = Buffer.from(sent.join('\n') + (end ? '\n' : ''), 'latin1');
        expect(run(bytes, pieces)).toEqual({ records: sent, refused: [] });
      },
    );
    fc.assert(property);
  });

  it('takes lines that begin with a date as lines', () => {
    const bytes = Buffer.from('2026-11-22 a\n2026 b\n\n3 c\n');
    expect(run(bytes, []).records).toEqual(['2026-11-22 a', '2026 b', '3 c']);
  });

  it('keeps the beginning and tells the length of what is too long, and goes on after it', () => {
    const long = 'x'.repeat(5000);
    for (const pieces of [[], [1], [7], [999], [1001]]) {
      const lines = run(Buffer.from(`<1>a\n${long}\n<1>b\n`), pieces);
      expect(lines).toEqual({ records: ['<1>a', '<1>b'], refused: [['too-long', 100, 5000]] });
      const counted = run(Buffer.from(`4 <1>a5000 ${long}4 <1>b`), pieces);
      expect(counted).toEqual({ records: ['<1>a', '<1>b'], refused: [['too-long', 100, 5000]] });
    }
  });

  it('stops at a length that is none', () => {
    for (const bad of ['4 <1>ax3 abc', '4 <1>a000000003 abc', '4 <1>a99999999999 abc', '4 <1>a abc']) {
      const deframer = createDeframer(bounds);
      const { records, refused } = run(Buffer.from(bad), [3], deframer);
      expect(records).toEqual(['<1>a']);
      expect(refused[0]?.[0]).toBe('bad-frame');
      expect(deframer.broken).toBe(true);
      expect(deframer.push(Buffer.from('4 <1>a')).records).toEqual([]);
    }
  });

  it('tells of a record that a lost connection cut off', () => {
    expect(run(Buffer.from('10 <1>abc'), [], undefined, true).refused).toEqual([['cut', 6, 6]]);
    expect(run(Buffer.from('<1>abc'), [], undefined, false).refused).toEqual([['cut', 6, 6]]);
  });

  it('loses no byte of anything: kept, refused or framing', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 5000 }), sizes, (bytes, pieces) => {
      const deframer = createDeframer(bounds);
      const input = Buffer.concat([Buffer.from('<'), Buffer.from(bytes)]);
      const { records, refused } = run(input, pieces, deframer);
      const seen =
        records.reduce((sum, text) => sum + text.length, 0) + refused.reduce((sum, [, , n]) => sum + n, 0);
      expect(seen + input.filter((byte) => byte === 0x0a).length).toBe(input.length);
    });
    fc.assert(property);
  });
});
