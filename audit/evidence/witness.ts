import { ProofError, verifyConsistency } from '../core/merkle/proof.ts';
import { tilePath } from '../core/merkle/tiles.ts';
import { openCheckpoint, type SignedCheckpoint } from '../core/notes/checkpoint.ts';
import { cosign } from '../core/notes/cosignature.ts';
import type { NoteSigner, NoteVerifier } from '../core/notes/keys.ts';
import { formatNote, signaturesOf } from '../core/notes/note.ts';
import { auditErrors } from '../errors.ts';
import { fullTilePath } from './served.ts';
import { createTreeReader } from './tree-reader.ts';

/** Where a witness reads a log and brings its line back. */
export type LogSource = {
  /** A file of the log by its path; undefined when it is not there. */
  fetch(path: string): Promise<Buffer | undefined>;
  /** Hands over the cosigned checkpoint. */
  deliver(text: string): Promise<void>;
};

export type Witnessed = {
  /** The checkpoint with the lines of the log and of the witness. */
  readonly text: string;
  readonly size: number;
  /** Size that was witnessed before; 0: nothing yet. */
  readonly before: number;
};

/**
 * One round of a witness: reads the checkpoint, checks that the log only grew since the one it remembers, and
 * cosigns. What it says is kept (`remember`) before anybody hears of it (C2SP tlog-witness).
 * @param remembered the last checkpoint that this witness cosigned
 * @param now ms since 1970 UTC
 * @throws audit.witness-refused for a rollback, a fork, or a checkpoint that is not of this log
 */
export async function witnessOnce(
  source: Pick<LogSource, 'fetch'>,
  log: NoteVerifier,
  witness: NoteSigner,
  remembered: string | undefined,
  now: number,
): Promise<Witnessed> {
  const text = (await source.fetch('checkpoint'))?.toString('utf8');
  const checkpoint = text === undefined ? undefined : openCheckpoint(text, log);
  if (!checkpoint)
    throw refused('检查点不是此日志的密钥签发的', 'the checkpoint is not signed by the key of this log');
  const before = remembered === undefined ? undefined : openCheckpoint(remembered, log);
  if (remembered !== undefined && !before) {
    throw refused('见证状态文件不属于此日志', 'the state of this witness is not of this log');
  }
  if (before) await checkGrowth(source, before, checkpoint);
  const own = signaturesOf(checkpoint.note, log);
  const line = cosign(checkpoint.note.text, witness, Math.floor(now / 1000));
  return {
    text: formatNote({ text: checkpoint.note.text, signatures: [...own, line] }),
    size: checkpoint.size,
    before: before?.size ?? 0,
  };
}

async function checkGrowth(
  source: Pick<LogSource, 'fetch'>,
  before: SignedCheckpoint,
  now: SignedCheckpoint,
): Promise<void> {
  if (now.size < before.size) {
    throw refused(
      `日志回退：见证过 ${before.size} 条，现在只有 ${now.size} 条`,
      `the log was rolled back: ${before.size} records were witnessed, ${now.size} are there now`,
    );
  }
  if (before.size === 0) return;
  try {
    const tree = createTreeReader(now.size, (_, place) => fetchTile(source, tilePath(place), place.width));
    const proof = now.size === before.size ? [] : await tree.consistency(before.size);
    verifyConsistency(before.size, now.size, before.root, now.root, proof);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw refused(
      `日志分叉：前 ${before.size} 条与见证过的不同（${error.message}）`,
      `the log forked: its first ${before.size} records are not those that were witnessed (${error.message})`,
    );
  }
}

async function fetchTile(source: Pick<LogSource, 'fetch'>, path: string, width: number): Promise<Buffer> {
  const full = fullTilePath(path);
  const tile = (await source.fetch(path)) ?? (full === undefined ? undefined : await source.fetch(full));
  if (!tile || tile.length < width * 32) throw new ProofError(`no ${path}`);
  return tile.subarray(0, width * 32);
}

function refused(zh: string, en: string) {
  return auditErrors['witness-refused']({ reason: `${zh} / ${en}` });
}
