import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RequestState, requestKinds, stepKeys } from '../../schemas.ts';
import { firstObjection } from './decision-checks.ts';
import { advance, terminalStates } from './flow.ts';
import type { Attempt, FlowRequest } from './model.ts';
import { stepPermissions, stepsFor } from './steps.ts';

const people = ['p0', 'p1', 'p2', 'p3', 'p4'] as const;
const holders = ['h0', 'h1', 'h2', 'h3', 'h4'] as const;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const day = 86_400_000;

const decider = fc.record({
  kind: fc.constantFrom('person' as const, 'person' as const, 'person' as const, 'system' as const),
  id: fc.constantFrom(...people),
  holderId: fc.option(fc.constantFrom(...holders), { nil: undefined }),
  permissions: fc
    .subarray(Object.values(stepPermissions), { minLength: 1 })
    .map((permissions): ReadonlySet<string> => new Set(permissions)),
});

const move = fc.record({
  actor: decider,
  /** Mostly the step at which the request stands. */
  stepOffset: fc.constantFrom(0, 0, 0, 0, 1, -1),
  decision: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
  reason: fc.constantFrom(null, '', ' ', '理由'),
  day: fc.nat({ max: 35 }),
});

const beginning = fc.record({
  kind: fc.constantFrom(...requestKinds),
  profileSteps: fc.constantFrom([...stepKeys], ['approve'] as const, ['review', 'approve'] as const),
  requesterId: fc.constantFrom(...people),
  requesterHolderId: fc.constantFrom(null, ...holders),
  holderId: fc.constantFrom(...holders),
});

type Beginning = typeof beginning extends fc.Arbitrary<infer T> ? T : never;
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

function open({ kind, profileSteps, requesterId, requesterHolderId, holderId }: Beginning): FlowRequest {
  return {
    id: 'r',
    number: '2026-000001',
    kind,
    state: 'pending',
    steps: stepsFor(kind, profileSteps),
    stepIndex: 0,
    holderId,
    requesterId,
    requesterHolderId,
    expiresAt: new Date(start + 30 * day).toISOString(),
    decisions: [],
  };
}

function attemptOf(request: FlowRequest, { actor, stepOffset, decision, reason, day: days }: Move): Attempt {
  return {
    actor,
    stepIndex: request.stepIndex + stepOffset,
    decision,
    reason,
    now: new Date(start + days * day),
  };
}

/** What the service does with an accepted decision. */
function accept(request: FlowRequest, attempt: Attempt): FlowRequest {
  const { actor, stepIndex, decision } = attempt;
  const past = { stepIndex, decision, actorId: actor.id, actorHolderId: actor.holderId ?? null };
  return { ...request, ...advance(request, attempt.decision), decisions: [...request.decisions, past] };
}

describe('any sequence of decisions', () => {
  it('ok/ keeps every promise of the approval protocol', () => {
    let approved = 0;
    fc.assert(
      fc.property(beginning, fc.array(move, { maxLength: 30 }), (first, moves) => {
        let request = open(first);
        const accepted: Attempt[] = [];
        for (const each of moves) {
          const attempt = attemptOf(request, each);
          const before = request;
          if (firstObjection(request, attempt) === undefined) {
            request = accept(request, attempt);
            accepted.push(attempt);
            expect(before.state).toBe('pending');
            expect(attempt.actor.permissions).toContain(stepPermissions[before.steps[before.stepIndex]!]);
          }
        }
        const ids = accepted.map(({ actor }) => actor.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(accepted.every(({ actor }) => actor.kind === 'person')).toBe(true);
        const persons = accepted.map(({ actor }) => actor.holderId);
        expect(persons).not.toContain(undefined);
        expect(new Set(persons).size).toBe(persons.length);
        expect(persons).not.toContain(request.holderId);
        accepted.forEach(({ actor, stepIndex }, index) => {
          expect(stepIndex).toBe(index);
          if (request.steps[index] === 'entry') return;
          expect(actor.id).not.toBe(request.requesterId);
          expect(actor.holderId).not.toBe(request.requesterHolderId);
        });
        const rejections = accepted.filter(({ decision }) => decision === 'reject');
        expect(rejections.every(({ reason }) => reason?.trim())).toBe(true);
        if (request.state === 'approved') {
          approved += 1;
          expect(accepted.length).toBe(request.steps.length);
          expect(rejections).toEqual([]);
        } else {
          expect(request.state).toBe(rejections.length > 0 ? 'rejected' : 'pending');
        }
      }),
      { numRuns: 2000 },
    );
    // The property would be empty if nothing were ever approved.
    expect(approved).toBeGreaterThan(20);
  });

  it('fail/ nothing is decided on a request that is not pending', () => {
    const states: RequestState[] = [...terminalStates, 'approved'];
    fc.assert(
      fc.property(beginning, move, fc.constantFrom(...states), (first, each, state) => {
        const request = { ...open(first), state };
        expect(firstObjection(request, attemptOf(request, each))).toBeDefined();
      }),
    );
  });

  it('fail/ a stale request takes no decision from its hour on', () => {
    const request = open({
      kind: 'issue',
      profileSteps: ['approve'],
      requesterId: 'p0',
      requesterHolderId: null,
      holderId: 'h0',
    });
    const permissions = new Set(['pki.requests.approve']);
    const actor = { kind: 'person', id: 'p1', holderId: 'h1', permissions } as const;
    const at = (ms: number): Attempt => ({
      actor,
      stepIndex: 0,
      decision: 'approve',
      reason: null,
      now: new Date(ms),
    });
    expect(firstObjection(request, at(start + 30 * day - 1))).toBeUndefined();
    expect(firstObjection(request, at(start + 30 * day))?.code).toBe('pki.request-expired');
  });
});

describe('the steps of a request', () => {
  it.each([
    ['ok/ issue takes those of the profile', 'issue', [...stepKeys], ['entry', 'review', 'approve']],
    ['ok/ revocation takes them too', 'revoke', [...stepKeys], ['entry', 'review', 'approve']],
    ['ok/ suspension skips the review', 'suspend', [...stepKeys], ['entry', 'approve']],
    ['ok/ a step is taken once', 'issue', ['approve', 'approve'], ['approve']],
    ['fail/ none, when only a clerk would decide', 'issue', ['entry'], []],
    ['fail/ none, when a suspension would have no approver', 'suspend', ['entry', 'review'], []],
  ] as const)('%s', (_, kind, profileSteps, expected) => {
    expect(stepsFor(kind, profileSteps)).toEqual(expected);
  });
});
