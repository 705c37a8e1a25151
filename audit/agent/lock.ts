import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../errors.ts';
import { lock } from '../evidence/lock.ts';
import { nameFull } from './disk-full.ts';

/** Takes a state folder for this process alone. @returns what gives it back @throws audit.agent-running, audit.agent-disk-full */
export function takeState(folder: string): () => void {
  try {
    return lock(folder);
  } catch (error) {
    if (error instanceof AppError && error.code === auditErrors['evidence-locked'].code)
      throw auditErrors['agent-running']({ path: folder, process: error.details.process }, error);
    throw nameFull(error, folder);
  }
}
