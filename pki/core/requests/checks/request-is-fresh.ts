import { pkiErrors } from '../../../errors.ts';
import { isStale } from '../flow.ts';
import type { DecisionCheck } from './check.ts';

/** A stale request is dead from its hour on, whether or not the job has marked it yet. */
export const requestIsFresh: DecisionCheck = (request, { now }) =>
  isStale(request, now) ? pkiErrors['request-expired']({ number: request.number }) : undefined;
