import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

export const requestIsPending: DecisionCheck = ({ state, number }) =>
  state === 'pending' ? undefined : pkiErrors['request-not-pending']({ number, state });
