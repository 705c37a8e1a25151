import { mkdirSync } from 'node:fs';
import type { Clock } from '#platform/kernel/clock.ts';
import { tileWidth } from '../core/merkle/tiles.ts';
import { openCheckpoint, signCheckpoint } from '../core/notes/checkpoint.ts';
import type { NoteSigner, NoteVerifier } from '../core/notes/keys.ts';
import { signNote } from '../core/notes/note.ts';
import type { NewRecord } from '../core/record.ts';
import { auditErrors } from '../errors.ts';
import type { EvidenceLog } from '../ports.ts';
import { createAppending } from './appending.ts';
import { openCosignatures, type WitnessState } from './cosignatures.ts';
import { brokenBy, Damage } from './damage.ts';
import { checkRecord } from './draft.ts';
import { names } from './files.ts';
import { lock } from './lock.ts';
import { logSourceId } from './log-source-id.ts';
import { createProver, type ProvenRecord } from './proofs.ts';
import { createBlockReader, readRecords } from './reader.ts';
import type { Recovery } from './recover.ts';
import { firstToKeep, type LegalHold, type PruneLimit } from './retention.ts';
import { createSegments, type Found } from './segments.ts';
import { readTile } from './tile-files.ts';
import { createTreeReader, type TileFetcher } from './tree-reader.ts';
import { type Progress, type VerifyReport, verifyLog } from './verify.ts';
import { startWriterThread } from './writer-calls.ts';

export type EvidenceSettings = {
  /** A segment is finished when it is that long (bytes on disk) … */
  readonly segmentBytes: number;
  /** … or holds records received that far apart (ms). Retention drops whole segments. */
  readonly segmentMs: number;
  /** Least time between two checkpoints, ms. */
  readonly checkpointMs: number;
  /** Bytes of records that may wait for the disk before `append` waits. */
  readonly queueBytes: number;
};

const usual: EvidenceSettings = {
  segmentBytes: 64 << 20,
  segmentMs: 86_400_000,
  checkpointMs: 1000,
  queueBytes: 16 << 20,
};

export type EvidenceDeps = {
  readonly directory: string;
  /** The first is the log's Ed25519 key, whose name is the origin; others add lines to checkpoints. */
  readonly signers: readonly [NoteSigner, ...NoteSigner[]];
  readonly clock: Clock;
  /** Keys whose cosignatures count. */
  readonly witnesses?: () => readonly NoteVerifier[];
  /** A checkpoint that somebody kept elsewhere: a log that does not contain it is refused. */
  readonly remembered?: string;
  readonly onCheckpoint?: (text: string) => void;
  /** A checkpoint could not be written; it is tried again. */
  readonly onTrouble?: (error: unknown) => void;
  readonly settings?: Partial<EvidenceSettings>;
};

export type DurableEvidenceLog = EvidenceLog & {
  /** Name of the log: first line of its checkpoints. */
  readonly origin: string;
  /** Public key for those who check: `name+id+key`. */
  readonly vkey: string;
  readonly recovery: Recovery;
  /** A signed checkpoint of all that is committed now; made where there is none yet. */
  checkpoint(): Promise<string>;
  /** C2SP tlog-proof of a kept record; under a cosigned checkpoint where one reaches it. @throws audit.evidence-not-kept */
  proof(index: number): Promise<string>;
  /** Records with entry, salt and proof, all under the same checkpoint, in the order asked for. */
  prove(indexes: Iterable<number>): AsyncGenerator<ProvenRecord>;
  /** A note of the log's key over other text; never a checkpoint. */
  sign(text: string): string;
  /**
   * Drops whole segments from the front and writes first into the log that it does.
   * @throws audit.retention-too-short, audit.evidence-full
   */
  prune(limit: PruneLimit, holds: readonly LegalHold[]): Promise<{ readonly firstKept: number }>;
  /** Checks all that is on disk; records that come meanwhile are left for the next time. */
  verify(onProgress?: (progress: Progress) => void, signal?: AbortSignal): Promise<VerifyReport>;
  /** Takes a checkpoint with the line of a witness. @throws audit.cosignature-refused */
  addCosignature(text: string): Promise<WitnessState>;
  witnessState(): WitnessState[];
  /** Waits for what is under way, signs a last checkpoint, closes. */
  close(): Promise<void>;
};

/**
 * Opens the evidence log of a directory, or begins one.
 * @throws audit.evidence-broken when acknowledged records are missing or changed, audit.evidence-locked
 */
export async function openEvidenceLog(deps: EvidenceDeps): Promise<DurableEvidenceLog> {
  const { directory, signers, clock, onCheckpoint, onTrouble } = deps;
  const [signer] = signers;
  const settings = { ...usual, ...deps.settings };
  const witnesses = deps.witnesses ?? (() => []);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lock(directory);
  const { segmentBytes, segmentMs } = settings;
  const thread = startWriterThread({ settings: { directory, segmentBytes, segmentMs }, vkey: signer.vkey });
  const fetchTile: TileFetcher = async (size, { level, index }) => {
    const tile = readTile(directory, size, level as number, index);
    if (!tile)
      throw new Damage(`tile/${level}`, { zh: `缺少第 ${index} 个哈希块`, en: `tile ${index} is missing` });
    return tile;
  };
  const opened = await thread.call('open', {}).catch(async (error: unknown) => {
    await thread.stop();
    unlock();
    throw brokenBy(error);
  });

  const segments = createSegments(directory, opened.segments, opened.growing);
  const reader = createBlockReader(directory);
  let { size, firstKept } = opened;
  let signed = opened.checkpoint === undefined ? undefined : openCheckpoint(opened.checkpoint, signer);
  let signedText = opened.checkpoint;
  let signedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let signing: Promise<string> | undefined;
  let closing: Promise<void> | undefined;
  const longer = new Set<() => void>();
  const cosignatures = openCosignatures(directory, signer, witnesses);

  const appending = createAppending(thread, settings.queueBytes, {
    committed(result) {
      if (result.begun !== undefined) segments.begin(result.begun);
      segments.add(result.places);
      size = result.size;
      if (result.places.length === 0) return;
      for (const wake of longer) wake();
      scheduleCheckpoint();
    },
    begun: segments.begin,
  });

  const signNow = async (): Promise<string> => {
    const head = await thread.call('tree-head', {});
    if (signed && signedText !== undefined && signed.size === head.size) return signedText;
    const root = Buffer.from(head.root);
    const text = signCheckpoint({ origin: signer.name, size: head.size, root }, signers);
    await thread.call('signed', { size: head.size, text });
    signed = openCheckpoint(text, signer);
    signedText = text;
    onCheckpoint?.(text);
    return text;
  };
  const checkpoint = (): Promise<string> => {
    clearTimeout(timer);
    timer = undefined;
    const before = signing ?? Promise.resolve();
    const own: Promise<string> = before
      .catch(() => undefined)
      .then(signNow)
      .finally(() => {
        signedAt = performance.now();
        if (signing === own) signing = undefined;
      });
    signing = own;
    return own;
  };
  const scheduleCheckpoint = () => {
    if (timer || closing) return;
    const wait = Math.max(0, signedAt + settings.checkpointMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      checkpoint().catch((error: unknown) => {
        onTrouble?.(error);
        scheduleCheckpoint();
      });
    }, wait);
    timer.unref();
  };

  const placeOf = (index: number) => {
    const found = index >= firstKept ? segments.find(index) : undefined;
    if (!found) throw auditErrors['evidence-not-kept']({ index, firstKept, size });
    return found;
  };
  /** Where records of `from` and behind it lie, at most `limit`. */
  const places = (from: number, limit: number): Found[] => {
    const end = Math.min(size, from + limit);
    const found: Found[] = [];
    for (let index = from; index < end; ) {
      const one = placeOf(index);
      found.push(one);
      index = one.place.first + one.place.count;
    }
    return found;
  };
  /** The block that holds a record. */
  const blockOf = async (index: number) => {
    const { segment, place } = placeOf(index);
    const records = await reader.read(segment, place).catch((error: unknown) => {
      throw brokenBy(error);
    });
    return { records, first: place.first };
  };
  const open = () => {
    if (closing) throw auditErrors['evidence-closed']();
  };
  /** The cosigned checkpoint that reaches the record, the newest first; else the log's own. */
  const checkpointFor = async (last: number) => {
    const cosigned = witnesses()
      .map((witness) => cosignatures.latest(witness))
      .filter((each) => each !== undefined && each.size > last)
      .sort((a, b) => b!.time - a!.time)[0];
    if (cosigned) return { checkpoint: cosigned, text: cosigned.text };
    const text = signed && signed.size > last ? signedText! : await checkpoint();
    return { checkpoint: openCheckpoint(text, signer)!, text };
  };
  const prove = async function* (indexes: Iterable<number>) {
    const all = [...indexes];
    if (all.length === 0) return;
    const last = all.reduce((a, b) => Math.max(a, b));
    if (last >= size) throw auditErrors['evidence-not-kept']({ index: last, firstKept, size });
    const { checkpoint: under, text } = await checkpointFor(last);
    const proveOne = createProver(under, text, fetchTile);
    for (const index of all) {
      const { records, first } = await blockOf(index);
      yield await proveOne(records[index - first]!).catch((error: unknown) => {
        throw brokenBy(error);
      });
    }
  };
  const append = async (records: readonly NewRecord[]) => {
    open();
    for (const record of records) {
      try {
        checkRecord(record);
      } catch (error) {
        throw auditErrors['evidence-record']({ reason: (error as Error).message }, error);
      }
    }
    return appending.append(records);
  };

  if (deps.remembered !== undefined) {
    try {
      await checkRemembered(deps.remembered, signer, size, fetchTile, signed?.size ?? 0);
    } catch (error) {
      await thread.call('close', {});
      await thread.stop();
      unlock();
      throw brokenBy(error);
    }
  }
  const trouble = (error: unknown) => onTrouble?.(error);
  await thread.call('reserve', { keep: true }).catch(trouble);
  // Also a full disk must be opened: the checkpoint comes when there is space.
  if (size > (signed?.size ?? 0)) await checkpoint().catch(trouble);
  if (size > (signed?.size ?? 0)) scheduleCheckpoint();

  return {
    origin: signer.name,
    vkey: signer.vkey,
    recovery: opened.recovery,
    append,
    size: () => size,
    firstKept: () => firstKept,
    places,
    async read(from, limit) {
      return readRecords(reader, places(from, limit), from, limit).catch((error: unknown) => {
        throw brokenBy(error);
      });
    },
    longerThan(than, signal) {
      return new Promise((resolve) => {
        const settle = () => {
          if (size <= than && !signal.aborted && !closing) return;
          longer.delete(settle);
          signal.removeEventListener('abort', settle);
          resolve();
        };
        longer.add(settle);
        signal.addEventListener('abort', settle);
        settle();
      });
    },
    checkpoint() {
      open();
      return checkpoint();
    },
    async proof(index) {
      for await (const { proof } of prove([index])) return proof;
      throw auditErrors['evidence-not-kept']({ index, firstKept, size });
    },
    prove,
    sign(text) {
      // Three lines are a checkpoint; a note about something else must not pass for one.
      if (text.split('\n').length <= 4) throw new RangeError('too short to be told from a checkpoint');
      return signNote(text, signers);
    },
    async prune(limit, holds) {
      open();
      const now = clock.now().getTime();
      const flushed = Math.floor((signed?.size ?? 0) / tileWidth) * tileWidth;
      const keep = firstToKeep(segments.all(), limit, holds, now, flushed);
      if (keep <= firstKept) return { firstKept };
      const witnessed = cosignatures.state().map((each) => each.size ?? 0);
      const about = JSON.stringify({ event: 'prune', firstKept: keep, limit, holds: holds.length });
      await thread.call('reserve', { keep: false });
      await append([{ source: logSourceId, raw: Buffer.from(about), eventTime: now, receivedAt: now }]);
      await checkpoint();
      await thread.call('prune', { firstKept: keep, tilesFrom: Math.min(keep, ...witnessed) });
      await thread.call('reserve', { keep: true }).catch(trouble);
      firstKept = keep;
      segments.drop(keep);
      await reader.forget(keep);
      return { firstKept };
    },
    async verify(onProgress, signal) {
      await checkpoint();
      return verifyLog(
        { directory, key: signer, witnesses: witnesses(), remembered: [signedText!] },
        onProgress,
        signal,
      );
    },
    async addCosignature(text) {
      open();
      // A checkpoint is on disk, and so with the witness, before we hear that it is.
      await signing?.catch(() => undefined);
      const rootAt = (count: number) => createTreeReader(signed?.size ?? 0, fetchTile).rootAt(count);
      return cosignatures.add(text, rootAt, signed?.size ?? 0);
    },
    witnessState: () => cosignatures.state(),
    close() {
      closing ??= (async () => {
        await appending.idle();
        try {
          await checkpoint().catch(trouble);
          await thread.call('close', {});
        } finally {
          clearTimeout(timer);
          await thread.stop();
          await reader.forget();
          for (const wake of longer) wake();
          unlock();
        }
      })();
      return closing;
    },
  };
}

async function checkRemembered(
  text: string,
  key: NoteVerifier,
  size: number,
  fetchTile: TileFetcher,
  signed: number,
): Promise<void> {
  const remembered = openCheckpoint(text, key);
  if (!remembered) {
    throw new Damage(names.checkpoint, {
      zh: '另存的检查点不是用本日志的密钥签发的',
      en: 'the checkpoint kept elsewhere is not of this log',
    });
  }
  if (remembered.size > Math.min(size, signed)) {
    throw new Damage(names.checkpoint, {
      zh: `日志回退：另存的检查点有 ${remembered.size} 条，现在只有 ${size} 条`,
      en: `rolled back: ${remembered.size} records were signed for, ${size} are here`,
    });
  }
  if (remembered.size === 0) return;
  const root = await createTreeReader(signed, fetchTile).rootAt(remembered.size);
  if (!root.equals(remembered.root)) {
    throw new Damage(names.checkpoint, {
      zh: `前 ${remembered.size} 条与另存的检查点不一致`,
      en: `the first ${remembered.size} records are not those that were signed for`,
    });
  }
}
