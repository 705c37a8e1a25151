import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';

describe('newId', () => {
  it('has the version and variant of RFC 9562 and carries the time', () => {
    const now = Date.now() + 10_000;
    const id = newId(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
  });

  it('sorts in the order of making, also when the clock stands still, runs back or a millisecond overflows', () => {
    const start = Date.now() + 60_000;
    const ids = Array.from({ length: 10_000 }, (_, i) => newId(i % 3 === 0 ? start - 5 : start));
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });
});
