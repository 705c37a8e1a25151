import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countAttempt, type Failures, lockAfterFailure } from './lockout.ts';

const rules = { attempts: 3, windowMinutes: 10, lockMinutes: 30 };
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2) + minute * 60_000);

/** Attempts that all fail, at these minutes, in order. @returns which were let through */
function failing(minutes: readonly number[]): boolean[] {
  let failures: Failures | undefined;
  return minutes.map((minute) => {
    const { next, allowed } = countAttempt(failures, at(minute), rules);
    const lockedUntil =
      next.lockedUntil ?? (allowed ? lockAfterFailure(next.count, at(minute), rules) : null);
    failures = { ...next, lockedUntil };
    return allowed;
  });
}

it('locks after the allowed failures and opens when the lock has run out', () => {
  expect(failing([0, 1, 2, 3, 31.9, 32.1])).toEqual([true, true, true, false, false, true]);
});

it('forgets failures that are older than the window', () => {
  expect(failing([0, 1, 11.5, 12, 12.5])).toEqual([true, true, true, true, true]);
});

it('never lets more than two runs of failures through within one window', () => {
  const steps = fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (gaps) => {
      let minute = 0;
      const minutes = gaps.map((gap) => {
        minute += gap;
        return minute;
      });
      const through = failing(minutes);
      const passed = minutes.filter((_, i) => through[i]);
      for (const start of passed) {
        const within = passed.filter((m) => m >= start && m < start + rules.windowMinutes);
        // A window may hold the end of one run of failures and the beginning of the next.
        expect(within.length).toBeLessThanOrEqual(2 * rules.attempts - 1);
      }
    }),
  );
});

it('counts attempts side by side before any of them is known to fail', () => {
  let failures: Failures | undefined;
  const allowed = Array.from({ length: 6 }, () => {
    const outcome = countAttempt(failures, at(0), rules);
    failures = outcome.next;
    return outcome.allowed;
  });
  expect(allowed).toEqual([true, true, true, false, false, false]);
});
