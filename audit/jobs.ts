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

type Work = { work(signal: AbortSignal): Promise<void> };

/** The periodic work of the process that holds the evidence log. */
export function auditJobs(deps: {
  /** Writes the last checkpoint into the state database. */
  remember(): Promise<void>;
  /** Reads the names that are masked. */
  loadNames(): Promise<void>;
  readonly exports: Work;
  readonly reports: Work;
  readonly moves: Work;
  readonly state: { watchWitnesses(): Promise<void>; prune(): Promise<void> };
}): Job[] {
  const { remember, loadNames, exports, reports, moves, state } = deps;
  return [
    {
      name: 'audit.remember-checkpoint',
      everyMs: minute,
      catchUp: 'skip',
      timeoutMs: minute,
      run: remember,
    },
    {
      name: 'audit.load-names',
      everyMs: 10 * minute,
      catchUp: 'skip',
      timeoutMs: minute,
      run: loadNames,
    },
    {
      name: 'audit.make-exports',
      everyMs: 2_000,
      catchUp: 'once',
      timeoutMs: 60 * minute,
      run: exports.work,
    },
    {
      name: 'audit.make-reports',
      everyMs: 3_000,
      catchUp: 'once',
      timeoutMs: 60 * minute,
      run: reports.work,
    },
    {
      name: 'audit.move-store',
      everyMs: 2_000,
      catchUp: 'once',
      timeoutMs: 24 * 60 * minute,
      run: moves.work,
    },
    {
      name: 'audit.watch-witnesses',
      everyMs: minute,
      catchUp: 'once',
      timeoutMs: minute,
      run: state.watchWitnesses,
    },
    {
      name: 'audit.retention',
      everyMs: 24 * 60 * minute,
      catchUp: 'once',
      timeoutMs: 60 * minute,
      run: state.prune,
    },
  ];
}
