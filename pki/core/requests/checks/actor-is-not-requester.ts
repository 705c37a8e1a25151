import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/**
 * Entering a request is the entry clerk's part of making it; every later step is another person's,
 * whichever account they use.
 */
export const actorIsNotRequester: DecisionCheck = (request, { actor }) => {
  const { requesterId, requesterHolderId, steps, stepIndex } = request;
  const same = actor.id === requesterId || actor.holderId === requesterHolderId;
  return same && steps[stepIndex] !== 'entry' ? pkiErrors['decision-by-requester']() : undefined;
};
