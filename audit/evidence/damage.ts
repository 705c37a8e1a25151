import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../errors.ts';

/** Why a file of the log is not what it must be, in both languages. */
export type Reason = { readonly zh: string; readonly en: string };

/** A file of the log is not what it must be. */
export class Damage extends Error {
  readonly file: string;
  readonly reason: Reason;

  constructor(file: string, reason: Reason) {
    super(`${file}: ${reason.en}`);
    this.file = file;
    this.reason = reason;
  }
}

/** What a caller of the log gets for it: audit.evidence-broken. */
export function brokenBy(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const [file, reason] =
    error instanceof Damage
      ? [error.file, `${error.reason.zh} / ${error.reason.en}`]
      : ['', error instanceof Error ? error.message : String(error)];
  return auditErrors['evidence-broken']({ file, reason }, error);
}
