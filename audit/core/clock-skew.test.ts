import { expect, it } from 'vitest';
import { clockSkew } from './clock-skew.ts';

it.each([
  ['the very same time', 0, null],
  ['five minutes late', -300_000, null],
  ['five minutes early', 300_000, null],
  ['a little more than five minutes late', -300_001, -300_001],
  ['a little more than five minutes early', 300_001, 300_001],
])('%s', (_, difference, expected) => {
  const receivedAt = Date.UTC(2026, 10, 22);
  expect(clockSkew(receivedAt + difference, receivedAt)).toBe(expected);
});

it('a record that says no time differs from nothing', () => {
  expect(clockSkew(null, 0)).toBeNull();
});
