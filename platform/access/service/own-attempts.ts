import { countAttempt, type Failures, lockAfterFailure, lockDetails } from '../core/lockout.ts';
import { accessErrors } from '../errors.ts';
import type { Context } from './context.ts';

const maxRemembered = 10_000;

/**
 * Guesses at a password or code by somebody who already has a session (a stolen one, an unwatched
 * screen). The sessions die with the process, or soon after, so these counts need not outlive it.
 */
export function createAttempts(context: Context) {
  const { config } = context;
  const failures = new Map<string, Failures>();
  const rules = {
    attempts: config.lockoutAttempts,
    windowMinutes: config.lockoutWindowMinutes,
    lockMinutes: config.lockoutMinutes,
  };
  return {
    /** Counts one more guess. @throws access.locked */
    take(accountId: string): void {
      const now = context.now();
      const { next, allowed } = countAttempt(failures.get(accountId), now, rules);
      const until = next.lockedUntil ?? (allowed ? null : lockAfterFailure(next.count, now, rules));
      if (failures.size >= maxRemembered) failures.delete(failures.keys().next().value!);
      failures.set(accountId, { ...next, lockedUntil: until });
      if (until !== null) throw accessErrors.locked(lockDetails(until, now));
    },
    forgive: (accountId: string): void => void failures.delete(accountId),
  };
}
