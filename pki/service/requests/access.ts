import { type Actor, authorise, may, type PersonActor } from '#platform/kernel/actor.ts';
import { kernelErrors } from '#platform/kernel/errors.ts';
import type { Decider } from '../../core/requests/model.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestRow } from '../../store/requests.ts';

/** @throws common.unauthenticated for work that no person asked for */
export function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw kernelErrors.unauthenticated();
  return actor;
}

/**
 * Everybody may ask for the own certificates, others for anyone's with the permission.
 * @throws common.forbidden
 */
export function authoriseRequestFor(actor: PersonActor, holderId: string): void {
  if (actor.holderId !== holderId) authorise(actor, 'pki.requests.create');
}

/**
 * The requester and the holder see a request, and those who may see all.
 * @throws pki.request-not-found: that it exists is not told
 */
export function authoriseSight(actor: Actor, row: RequestRow): void {
  if (may(actor, 'pki.requests.read')) return;
  const own =
    actor.kind === 'person' && (actor.accountId === row.requester_id || actor.holderId === row.holder_id);
  if (!own) throw pkiErrors['request-not-found']();
}

export function deciderOf(actor: Actor): Decider {
  return actor.kind === 'person'
    ? { kind: 'person', id: actor.accountId, holderId: actor.holderId, permissions: actor.permissions }
    : { kind: 'system', id: actor.name, permissions: actor.permissions };
}
