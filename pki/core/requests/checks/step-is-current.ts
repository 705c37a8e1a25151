import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

/** Whoever decided looked at one step; a decision never slides on to the next one. */
export const stepIsCurrent: DecisionCheck = ({ stepIndex, number }, attempt) =>
  attempt.stepIndex === stepIndex ? undefined : pkiErrors['request-step-taken']({ number });
