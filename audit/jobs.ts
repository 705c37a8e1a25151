import type { Job } from '#platform/kernel/domain.ts';

const minute = 60_000;

/** The periodic work of collecting. */
export function collectJobs(deps: {
  readonly silence: { check(signal?: AbortSignal): Promise<void> };
}): Job[] {
  return [
    {
      // Also counts what was stored.
      name: 'audit.sources',
      everyMs: minute,
      catchUp: 'once',
      timeoutMs: 10 * minute,
      run: (signal) => deps.silence.check(signal),
    },
  ];
}
