import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRelpReader, type RelpReader } from './relp.ts';

const bounds = { maxRecord: 1000, keptPart: 100 };

function run(bytes: Buffer, size: number, reader: RelpReader = createRelpReader(bounds)) {
  const all = { records: [] as string[], refused: [] as string[], now: '', stored: '', closing: false };
  for (let at = 0; at < bytes.length; at += size) {
    const { records, refused, now, stored, closing } = reader.push(bytes.subarray(at, at + size));
    all.records.push(...records.map((raw) => raw.toString('latin1')));
    all.refused.push(...refused.map(({ reason, raw, bytes: n }) => `${reason} ${raw.length} ${n}`));
    all.now += now;
    all.stored += stored;
    all.closing ||= closing;
  }
  return all;
}

describe('RELP', () => {
  it('opens at once, acknowledges each record when it is kept, and says goodbye', () => {
    const offer = 'relp_version=0\ncommands=syslog';
    const text = `1 open ${offer.length} ${offer}\n2 syslog 5 <13>a\n3 syslog 7 <13>b\nc\n4 close 0\n`;
    for (const size of [1, 2, 5, 1000]) {
      expect(run(Buffer.from(text), size)).toEqual({
        records: ['<13>a', '<13>b\nc'],
        refused: [],
        now: '1 rsp 57 200 OK\nrelp_version=0\nrelp_software=anmin\ncommands=syslog\n',
        stored: '2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 0\n0 serverclose 0\n',
        closing: true,
      });
    }
  });

  it('gives back records of any bytes however they arrive', () => {
    const record = fc
      .uint8Array({ minLength: 1, maxLength: 1000 })
      .map((bytes) => Buffer.from(bytes).toString('latin1'));
    const property = fc.property(
      fc.array(record, { maxLength: 20 }),
      fc.integer({ min: 1, max: 99 }),
      (sent, size) => {
        const text = sent.map((body, n) => `${n + 1} syslog ${body.length} ${body}\n`).join('');
        const { records, refused } = run(Buffer.from(text, 'latin1'), size);
        expect([records, refused]).toEqual([sent, []]);
      },
    );
    fc.assert(property);
  });

  it('keeps the beginning of what is too long and acknowledges it, so that it is not sent for ever', () => {
    const text = `1 syslog 5000 ${'x'.repeat(5000)}\n2 syslog 1 y\n`;
    for (const size of [7, 9999]) {
      const { records, refused, stored } = run(Buffer.from(text), size);
      expect([records, refused]).toEqual([['y'], ['too-long 100 5000']]);
      expect(stored).toBe('1 rsp 6 200 OK\n2 rsp 6 200 OK\n');
    }
  });

  it('stops at what is no frame, and never throws', () => {
    for (const bad of ['GET / HTTP/1.1\r\n', '1 syslog 3 abcd\n', '1 syslog 0 \n', `${'9'.repeat(99)}`]) {
      const reader = createRelpReader(bounds);
      expect(run(Buffer.from(bad), 3, reader).refused[0]).toMatch(/^bad-frame/);
      expect(reader.broken).toBe(true);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        run(Buffer.from(bytes), size);
      }),
    );
  });
});
