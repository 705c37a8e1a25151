import type { RequestKind, StepKey } from '../../schemas.ts';

/** The permission that a step is decided with. */
export const stepPermissions: Readonly<Record<StepKey, string>> = {
  entry: 'pki.requests.enter',
  review: 'pki.requests.review',
  approve: 'pki.requests.approve',
};

/**
 * The steps that a request of this kind takes: those of the profile in their order. A suspension is an
 * emergency brake that a release undoes, so it skips the review. Empty when nobody but an entry clerk
 * would decide: such a profile cannot be requested.
 */
export function stepsFor(kind: RequestKind, profileSteps: readonly StepKey[]): readonly StepKey[] {
  const steps = kind === 'suspend' ? profileSteps.filter((step) => step !== 'review') : profileSteps;
  const unique = [...new Set(steps)];
  return unique.some((step) => step === 'approve') ? unique : [];
}
