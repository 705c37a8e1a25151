import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#platform/kernel/event.ts';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('ok/ sorts members by UTF-16 code units, as the example of §3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew',
      '1': 'One',
      '\u{1f600}': 'Emoji',
      '\u0080': 'Control',
      '\u00f6': 'o',
    };
    const names = Object.keys(JSON.parse(canonicalJson(value))).filter((name) => name !== '1');
    expect(names).toEqual(['\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
  });

  it('ok/ writes numbers and strings as ECMAScript does, §3.2.2', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
      string: '€$\u000f\nA\'B"\\"/',
    };
    expect(canonicalJson(value)).toBe(
      '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\"/"}',
    );
  });

  it('ok/ means the same value, whatever the order of members was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as Json))).toBe(text);
      }),
    );
  });

  it.each([
    ['a lone surrogate', '\ud800'],
    ['NaN', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['undefined', { a: undefined } as never],
    ['a hole', new Array(1) as never],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['nesting beyond 64', JSON.parse('['.repeat(80) + ']'.repeat(80))],
  ])('fail/ %s has no text', (_, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(RangeError);
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  const copy: Record<string, Json> = {};
  for (const [name, inner] of entries) {
    Object.defineProperty(copy, name, {
      value: reversed(inner),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}
