import type { RequestState } from '../../schemas.ts';
import type { FlowRequest } from './model.ts';

/** Nothing leads out of these states. */
export const terminalStates: ReadonlySet<RequestState> = new Set([
  'done',
  'rejected',
  'withdrawn',
  'expired',
  'failed',
]);

export type Advance = { readonly state: RequestState; readonly stepIndex: number };

/** Where an accepted decision takes a request; check the decision first (`firstObjection`). */
export function advance(
  request: Pick<FlowRequest, 'steps' | 'stepIndex'>,
  decision: 'approve' | 'reject',
): Advance {
  if (decision === 'reject') return { state: 'rejected', stepIndex: request.stepIndex };
  const stepIndex = request.stepIndex + 1;
  return { state: stepIndex === request.steps.length ? 'approved' : 'pending', stepIndex };
}

/** Whether a pending request has waited longer than it may. */
export function isStale(request: Pick<FlowRequest, 'state' | 'expiresAt'>, now: Date): boolean {
  return request.state === 'pending' && now.toISOString() >= request.expiresAt;
}
