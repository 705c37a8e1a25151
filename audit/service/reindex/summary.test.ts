import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, eventId } from '../../core/record.ts';
import { differences, summaryBuilder } from './summary.ts';

const begin = Date.parse('2026-11-21T00:00:00Z');
const eventAt = (index: number) => {
  const time = begin + index * 3_600_000;
  return { id: eventId(time, index), index, day: dayOf(time) };
};
const summaryOf = (indices: readonly number[]) => {
  const builder = summaryBuilder();
  for (const index of indices) builder.add([eventAt(index)]);
  return builder.days();
};
const places = fc.uniqueArray(fc.nat(200), { maxLength: 60 }).map((list) => [...list].sort((a, b) => a - b));

describe('summaries of stores', () => {
  it('ok/two stores agree when they hold the same events, and only then', () => {
    fc.assert(
      fc.property(places, places, (one, other) => {
        const same = one.join() === other.join();
        expect(differences(summaryOf(one), summaryOf(other)).length === 0).toBe(same);
        expect(differences(summaryOf(one), summaryOf(one))).toEqual([]);
      }),
    );
  });

  it('ok/the day of a missing and of an exchanged event is named, with both counts', () => {
    const all = Array.from({ length: 72 }, (_, i) => i);
    const without = differences(summaryOf(all), summaryOf(all.filter((i) => i !== 30)));
    expect(without).toMatchObject([{ day: '2026-11-22', from: { count: 24 }, to: { count: 23 } }]);
    const exchanged = differences(summaryOf([1, 2, 3]), summaryOf([1, 2, 4]));
    expect(exchanged).toMatchObject([{ day: '2026-11-21', from: { count: 3 }, to: { count: 3 } }]);
    expect(differences(summaryOf([1]), [])).toMatchObject([{ from: { count: 1 }, to: null }]);
  });

  it('fail/events out of order are no summary', () => {
    expect(() => summaryOf([2, 1])).toThrow('after place 2');
    expect(() => summaryOf([1, 1])).toThrow('after place 1');
  });
});
