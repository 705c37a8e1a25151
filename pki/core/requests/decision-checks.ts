import type { AppError } from '#platform/kernel/errors.ts';
import { actorDidNotDecideBefore } from './checks/actor-did-not-decide-before.ts';
import { actorHoldsStepPermission } from './checks/actor-holds-step-permission.ts';
import { actorIsNotHolder } from './checks/actor-is-not-holder.ts';
import { actorIsNotRequester } from './checks/actor-is-not-requester.ts';
import { actorIsOfDirectory } from './checks/actor-is-of-directory.ts';
import { actorIsPerson } from './checks/actor-is-person.ts';
import type { DecisionCheck } from './checks/check.ts';
import { rejectHasReason } from './checks/reject-has-reason.ts';
import { requestIsFresh } from './checks/request-is-fresh.ts';
import { requestIsPending } from './checks/request-is-pending.ts';
import { stepIsCurrent } from './checks/step-is-current.ts';
import type { Attempt, FlowRequest } from './model.ts';

/** The approval protocol, in the order in which its rules are asked. */
export const decisionChecks: readonly DecisionCheck[] = [
  actorIsPerson,
  requestIsPending,
  requestIsFresh,
  stepIsCurrent,
  actorHoldsStepPermission,
  actorIsOfDirectory,
  actorIsNotRequester,
  actorIsNotHolder,
  actorDidNotDecideBefore,
  rejectHasReason,
];

/** The first rule that forbids this decision; undefined when it may be made. */
export function firstObjection(request: FlowRequest, attempt: Attempt): AppError | undefined {
  for (const check of decisionChecks) {
    const objection = check(request, attempt);
    if (objection !== undefined) return objection;
  }
  return undefined;
}
