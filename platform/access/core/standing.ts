import type { AccessConfig } from '../config.ts';
import { adminKindsOf } from './roles.ts';

type Facts = {
  readonly method: 'certificate' | 'password';
  readonly roles: readonly string[];
  readonly hasTotp: boolean;
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt: string | null;
};

/** What a person has to do before the permissions of a password session count. */
export type Standing = { readonly mustChangePassword: boolean; readonly mustEnrolTotp: boolean };

/** Whether the policy asks for a second factor (GB/T 22239-2019 8.1.4.1 d)). */
export function needsSecondFactor(roles: readonly string[], config: AccessConfig): boolean {
  if (config.secondFactor === 'administrators') return adminKindsOf(roles).length > 0;
  return config.secondFactor === 'all';
}

/**
 * A password that somebody else set, or that is too old, and a missing second factor leave a session
 * with nothing but the means to mend that. A certificate is enough by itself.
 */
export function standingOf(facts: Facts, config: AccessConfig, now: Date): Standing {
  if (facts.method === 'certificate') return { mustChangePassword: false, mustEnrolTotp: false };
  const age = now.getTime() - Date.parse(facts.passwordChangedAt ?? now.toISOString());
  const aged = config.passwordMaxAgeDays > 0 && age > config.passwordMaxAgeDays * 86_400_000;
  return {
    mustChangePassword: facts.mustChangePassword || aged,
    mustEnrolTotp: !facts.hasTotp && needsSecondFactor(facts.roles, config),
  };
}

export const isRestricted = (standing: Standing): boolean =>
  standing.mustChangePassword || standing.mustEnrolTotp;
