import { expect, it } from 'vitest';
import { createPauses } from './pauses.ts';

it('ok/ pauses grow to a minute, never beyond, and begin anew after a success', () => {
  for (const random of [0, 0.5, 0.999]) {
    const pauses = createPauses(() => random);
    const list = Array.from({ length: 30 }, () => pauses.next());
    expect(list[0]).toBeGreaterThanOrEqual(250);
    expect(list[0]).toBeLessThan(500);
    expect(list.toSorted((one, other) => one - other)).toEqual(list);
    expect(list.at(-1)).toBeGreaterThanOrEqual(30_000);
    expect(list.at(-1)).toBeLessThan(60_000);
    pauses.reset();
    expect(pauses.next()).toBe(list[0]);
  }
});

it('ok/ waits as long as the other side asks, up to a minute', () => {
  const pauses = createPauses(() => 0);
  expect(pauses.next(5000)).toBe(5000);
  expect(pauses.next(86_400_000)).toBe(60_000);
});
