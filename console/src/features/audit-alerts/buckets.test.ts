import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from './buckets.ts';

describe('moments in stretches', () => {
  it('ok/each moment is counted once, in the stretch that it lies in', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 50 }), (times, most) => {
        const buckets = bucketsOf(times, most);
        if (new Set(times).size < 2) {
          expect(buckets).toEqual([]);
          return;
        }
        expect(buckets.length).toBeLessThanOrEqual(most);
        buckets.forEach(({ from, count }, index) => {
          const next = buckets[index + 1]?.from ?? Number.POSITIVE_INFINITY;
          expect(count).toBe(times.filter((time) => time >= from && time < next).length);
        });
      }),
    );
  });

  it('fail/records without a time are left out', () => {
    expect(bucketsOf([Number.NaN, 1000], 10)).toEqual([]);
  });
});
