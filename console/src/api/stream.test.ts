import { describe, expect, it, vi } from 'vitest';
import { createRefresher, staleKeys } from './stream.ts';

describe('live refresh', () => {
  it('makes stale what belongs to the domain of a topic', () => {
    expect(staleKeys('pki.certificate')).toEqual(['pki']);
    expect(staleKeys('')).toEqual([]);
  });

  it('refreshes once for a burst, and again for the next', () => {
    vi.useFakeTimers();
    const asked: unknown[] = [];
    const refresher = createRefresher({
      invalidateQueries: async (filters) => {
        asked.push(filters?.queryKey);
      },
    });
    for (let i = 0; i < 100; i++) refresher.seen('pki.holder');
    refresher.seen('access.account');
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(asked).toEqual([['pki'], ['access']]);
    refresher.seen('pki.holder');
    vi.advanceTimersByTime(400);
    expect(asked).toHaveLength(3);
    refresher.seen('pki.holder');
    refresher.stop();
    vi.advanceTimersByTime(400);
    expect(asked).toHaveLength(3);
    vi.useRealTimers();
  });
});
