import type { Job } from '../kernel/domain.ts';
import type { AccessService } from './index.ts';

export function accessJobs({ resets, sessions }: AccessService): Job[] {
  return [
    {
      name: 'access.tidy-sessions',
      everyMs: 60_000,
      catchUp: 'once',
      timeoutMs: 30_000,
      run: (signal) => sessions.tidy(signal),
    },
    {
      name: 'access.tidy-password-resets',
      everyMs: 60_000,
      catchUp: 'once',
      timeoutMs: 30_000,
      run: () => resets.tidy(),
    },
    {
      name: 'access.rejudge-certificates',
      everyMs: 60_000,
      catchUp: 'once',
      timeoutMs: 50_000,
      run: async (signal) => void (await sessions.rejudge(signal)),
    },
  ];
}
