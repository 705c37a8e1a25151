import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressHex, addressText, inNetwork, networkText, parseNetwork } from './address.ts';

describe('addresses', () => {
  const cases: [string, string][] = [
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['fe80::1%eth0', 'fe80::1'],
    ['0:0:1::', '0:0:1::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ];
  for (const [text, shown] of cases) {
    it(`ok/${text}`, () => expect(addressText(addressHex(text)!)).toBe(shown));
  }
  for (const text of ['10.0.0', '256.1.1.1', '1::2::3', 'x', '', '10.0.0.1/8']) {
    it(`fail/${text}`, () => expect(addressHex(text)).toBeNull());
  }

  it('survive being shown', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const hex = addressHex(text)!;
        expect(addressHex(addressText(hex))).toBe(hex);
        if (hex.length === 32) expect(isIPv6(addressText(hex))).toBe(true);
      }),
    );
  });

  it('are in a network when their first bits are', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (a, b, bits) => {
        const network = parseNetwork(`${a}/${bits}`)!;
        const first = (text: string) =>
          text
            .split('.')
            .map((part) => Number(part).toString(2).padStart(8, '0'))
            .join('')
            .slice(0, bits);
        expect(inNetwork(addressHex(b)!, network)).toBe(first(a) === first(b));
        expect(parseNetwork(networkText(network))).toEqual(network);
      }),
    );
  });
});
