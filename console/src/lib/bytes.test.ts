import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colonHex, fromBase64, toBase64, toHex } from './bytes.ts';

describe('bytes', () => {
  it('survive base64, standard and URL', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        const standard = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(standard);
        expect([...fromBase64(standard)]).toEqual([...bytes]);
        expect([...fromBase64(Buffer.from(bytes).toString('base64url'))]).toEqual([...bytes]);
      }),
      { numRuns: 25 },
    );
  });

  it('are hex in lower case, and pairs with colons for people', () => {
    expect(toHex(new Uint8Array([0, 10, 255]))).toBe('000aff');
    expect(colonHex('000aff')).toBe('00:0A:FF');
    expect(colonHex('')).toBe('');
  });
});
