import { describe, expect, it } from 'vitest';
import { timeOf, timePart } from './times.ts';

describe('times in events', () => {
  it.each([
    ['2026-11-22T10:20:30.123Z', Date.UTC(2026, 10, 22, 10, 20, 30, 123)],
    ['2026-11-22T18:20:30+08:00', Date.UTC(2026, 10, 22, 10, 20, 30)],
    ['2019-05-12 12:52:43.702', Date.UTC(2019, 4, 12, 12, 52, 43, 702)],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['1700000000', 1_700_000_000_000],
    [1_700_000_000, 1_700_000_000_000],
    [1_700_000_000_123, 1_700_000_000_123],
    [1_700_000_000_123_456, 1_700_000_000_123],
    ['yesterday', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    [-1, undefined],
    [true, undefined],
  ])('ok/%s', (value, expected) => expect(timeOf(value)).toBe(expected));

  it.each([
    ['minute', 59],
    ['hour', 23],
    ['day', 31],
    ['week', 53],
    ['month', 12],
    ['year', 2026],
  ] as const)('ok/%s as written, without conversion', (part, expected) =>
    expect(timePart('2026-12-31T23:59:00+08:00', part)).toBe(expected),
  );
});
