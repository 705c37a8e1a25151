import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** Each step is another person's, whichever account they use. */
export const actorDidNotDecideBefore: DecisionCheck = ({ decisions }, { actor }) =>
  decisions.some(({ actorId, actorHolderId }) => actorId === actor.id || actorHolderId === actor.holderId)
    ? pkiErrors['decision-twice']()
    : undefined;
