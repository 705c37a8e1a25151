import { decodeBase64 } from './base64.ts';
import type { NoteSigner, NoteVerifier } from './keys.ts';
import { isSignedBy, type Note, parseNote, signNote } from './note.ts';

/** What a log says about itself: its name, how long it is and the root of its tree (C2SP tlog-checkpoint). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer };

export type SignedCheckpoint = Checkpoint & { readonly note: Note };

/** @param signers the log's keys; a second algorithm is one more line that others ignore */
export function signCheckpoint({ origin, size, root }: Checkpoint, signers: readonly NoteSigner[]): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signers);
}

/** Reads a checkpoint without extension lines, no signature checked; undefined when it is none. */
export function parseCheckpoint(text: string): SignedCheckpoint | undefined {
  const note = parseNote(text);
  const lines = note?.text.split('\n') ?? [];
  const [origin, count, encoded, end] = lines;
  const root = decodeBase64(encoded ?? '');
  const size = Number(count);
  if (!note || !origin || lines.length !== 4 || end !== '' || root?.length !== 32) return undefined;
  if (!Number.isSafeInteger(size) || String(size) !== count || size < 0) return undefined;
  return { origin, size, root, note };
}

/** The checkpoint, when its origin is the key's name and the key signed it; else undefined. */
export function openCheckpoint(text: string, key: NoteVerifier): SignedCheckpoint | undefined {
  const checkpoint = parseCheckpoint(text);
  return checkpoint && checkpoint.origin === key.name && isSignedBy(checkpoint.note, key)
    ? checkpoint
    : undefined;
}
