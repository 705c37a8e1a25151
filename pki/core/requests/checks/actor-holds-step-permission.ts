import { kernelErrors } from '#platform/kernel/errors.ts';
import { stepPermissions } from '../steps.ts';
import type { DecisionCheck } from './check.ts';

export const actorHoldsStepPermission: DecisionCheck = ({ steps, stepIndex }, { actor }) => {
  const step = steps[stepIndex];
  const permission = step === undefined ? 'pki.requests.approve' : stepPermissions[step];
  return step !== undefined && actor.permissions.has(permission)
    ? undefined
    : kernelErrors.forbidden({ permission });
};
