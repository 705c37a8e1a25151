import { pkiErrors } from '../../../errors.ts';
import type { DecisionCheck } from './check.ts';

export const rejectHasReason: DecisionCheck = (_, { decision, reason }) =>
  decision === 'reject' && !reason?.trim() ? pkiErrors['decision-reason-missing']() : undefined;
