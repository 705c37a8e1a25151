import type { AppError } from '#platform/kernel/errors.ts';
import type { Attempt, FlowRequest } from '../model.ts';

/** One rule of the approval protocol: the objection to this decision, or nothing. */
export type DecisionCheck = (request: FlowRequest, attempt: Attempt) => AppError | undefined;
