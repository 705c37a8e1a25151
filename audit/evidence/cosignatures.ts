import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, openCheckpoint } from '../core/notes/checkpoint.ts';
import { cosignedAt } from '../core/notes/cosignature.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import { formatNote, signaturesOf } from '../core/notes/note.ts';
import { auditErrors } from '../errors.ts';
import { isMissing, names, writeDurably } from './files.ts';

/** What a witness last confirmed. */
export type WitnessState = {
  readonly name: string;
  readonly vkey: string;
  /** Size of the tree that it cosigned; null: nothing yet. */
  readonly size: number | null;
  /** When it cosigned, ms since 1970 UTC. */
  readonly time: number | null;
};

/** A checkpoint with the line of the log and that of one witness. */
export type Cosigned = Checkpoint & { readonly text: string; readonly time: number };

/** The latest cosigned checkpoint of each witness, on disk under `witness/`. */
export type Cosignatures = {
  latest(witness: NoteVerifier): Cosigned | undefined;
  /** @throws audit.cosignature-refused */
  add(text: string, rootAt: (size: number) => Promise<Buffer>, size: number): Promise<WitnessState>;
  state(): WitnessState[];
};

/** @param witnesses the keys that count now */
export function openCosignatures(
  directory: string,
  key: NoteVerifier,
  witnesses: () => readonly NoteVerifier[],
): Cosignatures {
  const known = new Map<string, Cosigned>();
  const latest = (witness: NoteVerifier) => {
    const found = known.get(witness.vkey) ?? readCosigned(directory, key, witness);
    if (found) known.set(witness.vkey, found);
    return found;
  };
  const stateOf = (witness: NoteVerifier): WitnessState => {
    const { name, vkey } = witness;
    const cosigned = latest(witness);
    return { name, vkey, size: cosigned?.size ?? null, time: cosigned ? cosigned.time * 1000 : null };
  };
  return {
    latest,
    state: () => witnesses().map(stateOf),
    async add(text, rootAt, size) {
      const refuse = (zh: string, en: string) =>
        auditErrors['cosignature-refused']({ reason: `${zh} / ${en}` });
      const checkpoint = openCheckpoint(text, key);
      if (!checkpoint) throw refuse('不是本日志签发的检查点', 'not a checkpoint of this log');
      const witness = witnesses().find((each) => cosignedAt(checkpoint.note, each) !== 'none');
      const time = witness ? cosignedAt(checkpoint.note, witness) : 'none';
      if (!witness || typeof time === 'string') {
        throw refuse('没有已登记见证人的有效签名', 'no valid line of a witness that is known here');
      }
      if (
        checkpoint.size > size ||
        checkpoint.size === 0 ||
        !(await rootAt(checkpoint.size)).equals(checkpoint.root)
      ) {
        throw refuse('与本日志的内容不一致', 'it does not fit this log');
      }
      const before = latest(witness);
      if (before && (before.size > checkpoint.size || before.time > time)) {
        throw refuse('比已有的见证更旧', 'it is older than what is here');
      }
      const own = [...signaturesOf(checkpoint.note, key), ...signaturesOf(checkpoint.note, witness)];
      const kept = formatNote({ text: checkpoint.note.text, signatures: own });
      writeDurably(cosignedPath(directory, witness), Buffer.from(kept));
      const { origin, root } = checkpoint;
      known.set(witness.vkey, { origin, size: checkpoint.size, root, text: kept, time });
      return stateOf(witness);
    },
  };
}

export function cosignedPath(directory: string, witness: NoteVerifier): string {
  return join(directory, names.witness, `${witness.keyId.toString('hex')}.checkpoint`);
}

function readCosigned(directory: string, key: NoteVerifier, witness: NoteVerifier): Cosigned | undefined {
  try {
    const text = readFileSync(cosignedPath(directory, witness), 'utf8');
    const checkpoint = openCheckpoint(text, key);
    const time = checkpoint ? cosignedAt(checkpoint.note, witness) : 'none';
    if (!checkpoint || typeof time === 'string') return undefined;
    const { origin, size, root } = checkpoint;
    return { origin, size, root, text, time };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
