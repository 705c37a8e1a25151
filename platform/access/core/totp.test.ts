import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, hotp, matchTotp, otpauthUri, totpStep } from './totp.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'ascii');
const seed = {
  sha1: ascii('12345678901234567890'),
  sha256: ascii('12345678901234567890123456789012'),
  sha512: ascii('1234567890123456789012345678901234567890123456789012345678901234'),
};

// RFC 6238, Appendix B.
const vectors: [number, keyof typeof seed, string][] = [
  [59, 'sha1', '94287082'],
  [59, 'sha256', '46119246'],
  [59, 'sha512', '90693936'],
  [1111111109, 'sha1', '07081804'],
  [1111111109, 'sha256', '68084774'],
  [1111111109, 'sha512', '25091201'],
  [1111111111, 'sha1', '14050471'],
  [1111111111, 'sha256', '67062674'],
  [1111111111, 'sha512', '99943326'],
  [1234567890, 'sha1', '89005924'],
  [1234567890, 'sha256', '91819424'],
  [1234567890, 'sha512', '93441116'],
  [2000000000, 'sha1', '69279037'],
  [2000000000, 'sha256', '90698825'],
  [2000000000, 'sha512', '38618901'],
  [20000000000, 'sha1', '65353130'],
  [20000000000, 'sha256', '77737706'],
  [20000000000, 'sha512', '47863826'],
];

it.each(vectors)('ok/RFC 6238 at %d s with %s', (seconds, hash, code) => {
  expect(hotp(seed[hash], totpStep(new Date(seconds * 1000)), 8, hash)).toBe(code);
});

// RFC 4226, Appendix D.
const counted = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
it('ok/RFC 4226', () => {
  expect(counted.map((_, counter) => hotp(seed.sha1, counter))).toEqual(counted);
});

describe('matching', () => {
  const time = new Date('2026-03-02T00:00:15Z');
  const now = totpStep(time);
  const match = (step: number, last: number | null = null) =>
    matchTotp(seed.sha1, hotp(seed.sha1, step), time, last);

  it('takes one step either way and no more', () => {
    const near = [-2, -1, 0, 1, 2].map((d) => match(now + d));
    expect(near).toEqual([undefined, now - 1, now, now + 1, undefined]);
  });

  it('takes no code of a step that was used, nor of an earlier one', () => {
    expect(match(now, now)).toBeUndefined();
    expect(match(now - 1, now)).toBeUndefined();
    expect(match(now + 1, now)).toBe(now + 1);
  });
});

it('base32 is RFC 4648 without padding', () => {
  const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(ascii(text)));
  expect(texts).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
});

it('base32 keeps every bit', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const bits = [...base32(bytes)].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
      const back = [...bytes].map((_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2));
      expect(back).toEqual([...bytes]);
    }),
  );
});

it('writes the URI that authenticator apps read', () => {
  const uri = new URL(otpauthUri(seed.sha1, '王芳', 'Anmin'));
  expect(uri.protocol).toBe('otpauth:');
  expect(uri.searchParams.get('secret')).toBe(base32(seed.sha1));
  expect(decodeURIComponent(uri.pathname)).toContain('Anmin:王芳');
});
