import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** Nobody takes part in deciding on the own certificate, not even by entering the request. */
export const actorIsNotHolder: DecisionCheck = ({ holderId }, { actor }) =>
  actor.holderId === holderId ? pkiErrors['decision-by-holder']() : undefined;
