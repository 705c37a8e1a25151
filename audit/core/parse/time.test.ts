import fc from 'fast-check';
import { expect, it } from 'vitest';
import { iso } from './time.ts';

it('writes every time as the language does, in any order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -6.3e13, max: 2.5e14, noNaN: true }), { maxLength: 6 }),
      (times) => {
        for (const time of times) {
          const text = new Date(time).toISOString();
          expect(iso(time)).toBe(text.length === 24 ? text : undefined);
        }
      },
    ),
  );
});

it('has nothing to say of what is no time', () => {
  for (const time of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 9e15])
    expect(iso(time)).toBeUndefined();
});
