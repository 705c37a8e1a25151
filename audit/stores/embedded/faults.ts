import { auditErrors } from '../../errors.ts';
import { sqliteFault } from './files.ts';
import { GivenUp } from './pace.ts';

export type Fault = {
  readonly kind: 'full' | 'broken' | 'aborted' | 'late' | 'other';
  readonly message: string;
  /** The file that it happened with, where that is known. */
  readonly file: string;
};

export function faultOf(error: unknown, file: string): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof GivenUp ? error.why : sqliteFault(error), message, file };
}

/** The fault as callers of the store see it. @param seconds the time limit of the call, where it has one */
export function errorOf({ kind, message, file }: Fault, seconds = 0): Error {
  if (kind === 'full') return auditErrors['store-full']({ path: file }, new Error(message));
  if (kind === 'broken') return auditErrors['store-broken']({ file, reason: message });
  if (kind === 'late') return auditErrors['search-timeout']({ seconds });
  return new Error(`${file}: ${message}`);
}

/** The fault of questions to a thread that is gone. */
export function goneFault({ message }: Error): Fault {
  return { kind: 'other', message, file: 'worker' };
}
