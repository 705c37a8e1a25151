import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** Only accounts of persons in the directory decide: otherwise two accounts could be one person unseen. */
export const actorIsOfDirectory: DecisionCheck = (_, { actor }) =>
  actor.holderId === undefined ? pkiErrors['decision-needs-holder']() : undefined;
