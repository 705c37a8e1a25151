import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../errors.ts';
import { names } from '../evidence/files.ts';
import { lock } from '../evidence/lock.ts';

/** Takes a state folder for this process alone. @returns what gives it back @throws audit.agent-running */
export function takeState(folder: string): () => void {
  try {
    return lock(folder);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== auditErrors['evidence-locked'].code) throw error;
    throw auditErrors['agent-running']({ path: folder, process: error.details.process }, error);
  }
}

/** Whether an agent runs on a state folder: the process that its lock names is alive. */
export function isRunning(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, names.lock), 'utf8').split(' ')[0]), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
