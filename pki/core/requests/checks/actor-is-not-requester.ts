import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/**
 * Entering a request is the entry clerk's part of making it; every later step is somebody else's: another
 * account, and another person where the accounts are those of persons.
 */
export const actorIsNotRequester: DecisionCheck = (request, { actor }) => {
  const { requesterId, requesterHolderId, steps, stepIndex } = request;
  const samePerson = requesterHolderId !== null && actor.holderId === requesterHolderId;
  const same = actor.id === requesterId || samePerson;
  return same && steps[stepIndex] !== 'entry' ? pkiErrors['decision-by-requester']() : undefined;
};
