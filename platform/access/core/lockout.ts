export type LockoutRules = {
  readonly attempts: number;
  readonly windowMinutes: number;
  readonly lockMinutes: number;
};

/** What is kept of failed sign-ins under one login name, whether it exists or not. */
export type Failures = {
  readonly count: number;
  readonly firstAt: string;
  readonly lockedUntil: string | null;
};

const minutes = (count: number): number => count * 60_000;

/** Until when no password is taken; null when one may be tried. */
function lockedUntil(failures: Failures | undefined, now: Date): string | null {
  const until = failures?.lockedUntil ?? null;
  return until !== null && Date.parse(until) > now.getTime() ? until : null;
}

/**
 * Counts one more attempt before it is known how it ends, so that attempts side by side cannot get more
 * than the rules allow. GB/T 22239-2019 8.1.4.1 b).
 * @returns the failures as they stand now, and whether this attempt may go on
 */
export function countAttempt(
  failures: Failures | undefined,
  now: Date,
  rules: LockoutRules,
): { readonly next: Failures; readonly allowed: boolean } {
  const until = lockedUntil(failures, now);
  if (failures && until !== null) return { next: failures, allowed: false };
  const fresh =
    failures === undefined ||
    failures.lockedUntil !== null ||
    now.getTime() - Date.parse(failures.firstAt) > minutes(rules.windowMinutes);
  const count = fresh ? 1 : failures.count + 1;
  const firstAt = fresh ? now.toISOString() : failures.firstAt;
  return { next: { count, firstAt, lockedUntil: null }, allowed: count <= rules.attempts };
}

/** After an attempt that failed: the lock, when it was the last one allowed. */
export function lockAfterFailure(count: number, now: Date, rules: LockoutRules): string | null {
  return count >= rules.attempts ? new Date(now.getTime() + minutes(rules.lockMinutes)).toISOString() : null;
}

/** What a person is told of a lock: until when, and how many seconds that is. */
export function lockDetails(until: string, now: Date): { readonly until: string; readonly seconds: number } {
  return { until, seconds: Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000)) };
}
