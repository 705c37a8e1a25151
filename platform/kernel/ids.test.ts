import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';

describe('newId', () => {
  const many = Array.from({ length: 20_000 }, () => newId());

  it('is a UUID of version 7 and variant 10', () => {
    for (const id of many) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('never gives one twice, nor the same random part', () => {
    expect(new Set(many).size).toBe(many.length);
    expect(new Set(many.map((id) => id.slice(19))).size).toBe(many.length);
  });

  it('sorts in the order in which they were made, also when the clock goes back', () => {
    expect([...many].sort()).toEqual(many);
    const later = newId(Date.now() + 60_000);
    expect(newId(Date.now()) > later).toBe(true);
  });

  it('begins with the time in milliseconds', () => {
    const future = Date.now() + 3_600_000;
    expect(Number.parseInt(newId(future).replaceAll('-', '').slice(0, 12), 16)).toBe(future);
  });
});
