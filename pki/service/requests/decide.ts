import type { Actor } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import { firstObjection } from '../../core/requests/decision-checks.ts';
import { advance } from '../../core/requests/flow.ts';
import { decisionPayload } from '../../core/requests/payload.ts';
import { readReason } from '../../core/requests/reason.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestsDeps } from '../../ports.ts';
import { findHolder } from '../../store/directory.ts';
import {
  decisionsOf,
  findRequest,
  flowOf,
  insertDecision,
  moveRequest,
  stepsOf,
} from '../../store/requests.ts';
import type { PkiTables } from '../../store/tables.ts';
import { asPerson, authoriseSight, deciderOf } from './access.ts';
import { decidedOn } from './decided-on.ts';
import type { DecisionKey } from './decision-key.ts';
import { requestEvent } from './events.ts';
import { pinnedStep, prove, type SentSignature, type Verdict } from './sign.ts';
import { checkHolderInUse } from './wanted.ts';

export type DecisionInput = SentSignature & {
  readonly decision: 'approve' | 'reject';
  readonly reason?: string;
};

/** The request as it is, and the decision that this person could make on it now. */
async function consider(deps: RequestsDeps, caller: Actor, id: string, input: DecisionInput, sight = false) {
  const read = deps.storage.read<PkiTables>();
  const row = await findRequest(read, id);
  if (row === undefined) throw pkiErrors['request-not-found']();
  const actor = asPerson(caller);
  const flow = flowOf(row, await decisionsOf(read, id));
  const attempt = {
    actor: deciderOf(caller),
    stepIndex: pinnedStep(input) ?? row.step_index,
    decision: input.decision,
    reason: readReason(input.reason),
    now: deps.clock.now(),
  };
  const objection = firstObjection(flow, attempt);
  if (objection !== undefined) {
    // Who may not even see the request does not learn its state either.
    if (sight || objection.status !== 403) authoriseSight(caller, row);
    throw objection;
  }
  if (input.decision === 'approve') {
    checkHolderInUse(flow.kind, (await findHolder(read, row.holder_id))!);
  }
  const verdict: Verdict = {
    step: stepsOf(row)[row.step_index]!,
    stepIndex: row.step_index,
    decision: input.decision,
    reason: attempt.reason,
    actorId: actor.accountId,
    actorName: actor.name,
    actorHolderId: actor.holderId ?? null,
    sessionId: actor.sessionId,
    method: actor.method,
    certificateFingerprint: actor.certificateFingerprint ?? null,
  };
  return { actor, row, attempt, verdict, subject: await decidedOn(read, row) };
}

/**
 * The bytes that this person's decision would sign, and by which key.
 * @throws what `decideRequest` would throw, but for faults of the signature
 */
export async function decisionPayloadOf(deps: RequestsDeps, caller: Actor, id: string, input: DecisionInput) {
  const { actor, subject, verdict } = await consider(deps, caller, id, input, true);
  const payload = decisionPayload(subject, { ...verdict, issuedAt: deps.clock.now().toISOString() });
  return {
    payload: payload.toString('base64'),
    signWith: actor.method === 'certificate' ? ('own-key' as const) : ('server-key' as const),
    certificateFingerprint: actor.method === 'certificate' ? (actor.certificateFingerprint ?? null) : null,
  };
}

/**
 * Makes one decision: checked, proven, then written with the request's new state and the events in one
 * transaction, in which the rules are asked again.
 * @returns the state that the request has now
 * @throws common.forbidden, pki.request-…, pki.decision-…
 */
export async function decideRequest(
  deps: RequestsDeps,
  serverKey: () => Promise<DecisionKey>,
  caller: Actor,
  id: string,
  input: DecisionInput,
): Promise<'pending' | 'approved' | 'rejected'> {
  const { actor, row, attempt, verdict, subject } = await consider(deps, caller, id, input);
  const proof = await prove(deps, serverKey, actor, subject, verdict, input);
  return deps.storage.transaction<PkiTables, 'pending' | 'approved' | 'rejected'>(async (tx) => {
    const current = (await findRequest(tx, id))!;
    const flow = flowOf(current, await decisionsOf(tx, id));
    if (current.step_index !== row.step_index) throw pkiErrors['request-step-taken']({ number: row.number });
    const objection = firstObjection(flow, attempt);
    if (objection !== undefined) throw objection;
    const now = deps.clock.now().toISOString();
    const next = advance(flow, attempt.decision);
    const written = await insertDecision(tx, {
      id: newId(),
      request_id: id,
      step_index: verdict.stepIndex,
      step: verdict.step,
      decision: verdict.decision,
      reason: verdict.reason,
      actor_id: verdict.actorId,
      actor_name: verdict.actorName,
      actor_holder_id: verdict.actorHolderId,
      session_id: verdict.sessionId,
      method: verdict.method,
      ...proof,
      decided_at: now,
    });
    const moved = await moveRequest(tx, current, {
      state: next.state,
      step_index: next.stepIndex,
      finished_at: next.state === 'rejected' ? now : null,
    });
    if (!written || !moved) throw pkiErrors['request-step-taken']({ number: row.number });
    const { step, decision, reason } = verdict;
    await deps.events.append(
      tx,
      requestEvent('pki.request.decided', actor, row, {
        step,
        decision,
        reason,
        signedWith: proof.signed_with,
      }),
    );
    if (next.state === 'approved') {
      await deps.events.append(tx, requestEvent('pki.request.approved', actor, row));
    }
    if (next.state === 'rejected') {
      await deps.events.append(tx, requestEvent('pki.request.rejected', actor, row, { step, reason }));
    }
    return next.state as 'pending' | 'approved' | 'rejected';
  });
}

/** Whether the person would be let decide the step at which the request waits. */
export function isDecidable(flow: ReturnType<typeof flowOf>, caller: Actor, now: Date): boolean {
  const attempt = {
    actor: deciderOf(caller),
    stepIndex: flow.stepIndex,
    decision: 'approve',
    reason: null,
    now,
  } as const;
  return firstObjection(flow, attempt) === undefined;
}
