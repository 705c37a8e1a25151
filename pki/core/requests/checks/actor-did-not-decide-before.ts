import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

export const actorDidNotDecideBefore: DecisionCheck = ({ decisions }, { actor }) =>
  decisions.some(({ actorId }) => actorId === actor.id) ? pkiErrors['decision-twice']() : undefined;
