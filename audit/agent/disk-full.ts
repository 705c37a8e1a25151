import { auditErrors } from '../errors.ts';
import { isFull } from '../evidence/files.ts';

/** A failure to write below `path`: `audit.agent-disk-full` when the disk has no room, else as it was. */
export function nameFull(error: unknown, path: string): unknown {
  return isFull(error) ? auditErrors['agent-disk-full']({ path }, error) : error;
}
