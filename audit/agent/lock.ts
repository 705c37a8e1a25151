import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../errors.ts';
import { isFull } from '../evidence/files.ts';
import { lock } from '../evidence/lock.ts';

/** Takes a state folder for this process alone. @returns what gives it back @throws audit.agent-running, audit.agent-disk-full */
export function takeState(folder: string): () => void {
  try {
    return lock(folder);
  } catch (error) {
    if (isFull(error)) throw auditErrors['agent-disk-full']({ path: folder }, error);
    if (!(error instanceof AppError) || error.code !== auditErrors['evidence-locked'].code) throw error;
    throw auditErrors['agent-running']({ path: folder, process: error.details.process }, error);
  }
}
