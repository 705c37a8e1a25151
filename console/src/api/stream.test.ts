import { describe, expect, it, vi } from 'vitest';
import { createRefresher, staleKeys } from './stream.ts';

describe('live refresh', () => {
  it('makes stale what belongs to the domain of an event', () => {
    expect(staleKeys('pki.certificate.issued')).toEqual(['pki']);
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
    for (let i = 0; i < 100; i++) refresher.seen('pki.holder.created');
    refresher.seen('access.account.created');
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(asked).toEqual([['pki'], ['access']]);
    refresher.seen('pki.holder.created');
    vi.advanceTimersByTime(400);
    expect(asked).toHaveLength(3);
    refresher.seen('pki.holder.created');
    refresher.stop();
    vi.advanceTimersByTime(400);
    expect(asked).toHaveLength(3);
    vi.useRealTimers();
  });
});
