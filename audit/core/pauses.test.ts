import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pauseMs } from './pauses.ts';

const pauses = { firstMs: 500, longestMs: 60_000 };

it('each is about twice the one before, from the first to the longest and never beyond', () => {
  for (const random of [0, 0.5, 0.999]) {
    const list = Array.from({ length: 40 }, (_, n) => pauseMs(pauses, n + 1, random));
    expect(list[0]).toBe(250 + 250 * random);
    expect(list[3]).toBe(8 * list[0]!);
    expect(list.at(-1)).toBe(30_000 + 30_000 * random);
    expect(list.toSorted((one, other) => one - other)).toEqual(list);
  }
});

it('after any number of failures it is between half the first and the longest', () => {
  const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), chance, (failures, random) => {
      const ms = pauseMs(pauses, failures, random);
      expect(ms).toBeGreaterThanOrEqual(250);
      expect(ms).toBeLessThan(60_000);
    }),
  );
});
