import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** No job and no command decides: a decision is a person's. */
export const actorIsPerson: DecisionCheck = (_, { actor }) =>
  actor.kind === 'person' ? undefined : pkiErrors['decision-needs-person']();
