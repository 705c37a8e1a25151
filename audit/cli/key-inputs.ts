import { readFileSync, statSync } from 'node:fs';
import { type KeyKind, type NoteVerifier, parseVerifierKey } from '../core/notes/keys.ts';
import { auditErrors } from '../errors.ts';

const maxKeyFileBytes = 4096;
/** A note with all the signatures that one may have, however its log came to them. */
const maxCheckpointBytes = 1 << 20;

/**
 * A public key from the command line: its text, or a file with it.
 * @throws audit.key-file
 */
export function readVerifierKey(kind: KeyKind, given: string): NoteVerifier {
  const key = parseVerifierKey(given) ?? parseVerifierKey(readSmallFile(given, maxKeyFileBytes));
  if (key?.kind === kind) return key;
  const reason =
    kind === 'log'
      ? '不是日志公钥 / not the public key of a log'
      : '不是见证公钥 / not the public key of a witness';
  throw auditErrors['key-file']({ file: given, reason });
}

/** @throws audit.key-file */
export const readCheckpoint = (file: string): string => readSmallFile(file, maxCheckpointBytes);

function readSmallFile(file: string, maxBytes: number): string {
  try {
    if (statSync(file).size > maxBytes) throw new RangeError('too large');
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw auditErrors['key-file']({ file, reason }, error);
  }
}
