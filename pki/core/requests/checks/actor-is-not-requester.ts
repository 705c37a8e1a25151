import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** Entering a request is the entry clerk's part of making it; every later step is somebody else's. */
export const actorIsNotRequester: DecisionCheck = ({ requesterId, steps, stepIndex }, { actor }) =>
  actor.id === requesterId && steps[stepIndex] !== 'entry' ? pkiErrors['decision-by-requester']() : undefined;
