import type { Job } from '#platform/kernel/domain.ts';
import type { Requests } from './index.ts';

/** Carries out what a crash or a full disk left approved, and closes what waited too long. */
export function requestJobs(requests: Pick<Requests, 'executeApproved' | 'expireStale'>): Job[] {
  return [
    {
      name: 'pki.requests.execute',
      everyMs: 60_000,
      catchUp: 'once',
      timeoutMs: 10 * 60_000,
      run: async (signal) => {
        await requests.executeApproved(signal);
      },
    },
    {
      name: 'pki.requests.expire',
      everyMs: 60 * 60_000,
      catchUp: 'once',
      timeoutMs: 5 * 60_000,
      run: async (signal) => {
        await requests.expireStale(signal);
      },
    },
  ];
}
