import { describe, expect, it } from 'vitest';
import { around, readRange, readView, spanOf, writeView } from './view.ts';

const now = Date.parse('2026-11-22T08:00:00Z');

describe('a search in the address', () => {
  it('is read as it was written', () => {
    const view = {
      query: '用户:"a b" or 低保',
      range: { from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T01:00:00.000Z' },
      order: 'oldest',
      live: true,
      event: '20261122-000000000001',
    } as const;
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });

  it('leaves out what is usual', () => {
    const usual = readView(new URLSearchParams());
    expect(usual).toEqual({ query: '', range: '24h', order: 'newest', live: false, event: undefined });
    expect(writeView(usual).toString()).toBe('');
  });

  it.each(['', 'yesterday', '2026-11-22T01:00:00Z~', '2026-11-22T01:00:00Z~2026-11-22T01:00:00Z', 'a~b'])(
    'a range that is none is the usual one: %s',
    (text) => expect(readRange(text)).toBe('24h'),
  );
});

describe('the span of a range', () => {
  it('reaches back from now and a little ahead', () => {
    expect(spanOf('1h', now)).toEqual({ from: '2026-11-22T07:00:00.000Z', to: '2026-11-22T08:01:00.000Z' });
  });

  it('lies on both sides of a moment', () => {
    expect(around('2026-11-22T08:00:00Z', 60_000)).toEqual({
      from: '2026-11-22T07:59:00.000Z',
      to: '2026-11-22T08:01:00.000Z',
    });
    expect(around('', 60_000)).toBe('24h');
  });
});
