import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRightEdge } from '../core/merkle/right-edge.ts';
import { levelCount, tileWidth } from '../core/merkle/tiles.ts';
import { openCheckpoint } from '../core/notes/checkpoint.ts';
import { cosignedAt } from '../core/notes/cosignature.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import type { SaltedRecord } from './block.ts';
import { isMissing, names } from './files.ts';
import { collectFindings, type Finding, type Findings } from './findings.ts';
import { decodeHeads, type Head, headFileBytes, latestHead } from './head.ts';
import { isOpen } from './lock.ts';
import { logSourceId } from './log-source-id.ts';
import { readTile } from './tile-files.ts';
import { createTreeReader } from './tree-reader.ts';
import { checkRecords } from './verify-records.ts';
import { checkTree } from './verify-tree.ts';

export type Progress = { readonly done: number; readonly total: number };

export type VerifyRequest = {
  readonly directory: string;
  readonly key: NoteVerifier;
  readonly witnesses: readonly NoteVerifier[];
  /** Checkpoints that were kept elsewhere: the log must contain what they signed. */
  readonly remembered: readonly string[];
};

export type VerifyReport = {
  readonly ok: boolean;
  readonly origin: string;
  /** Records committed, first one kept, and how many of the kept ones are under the signature. */
  readonly size: number;
  readonly firstKept: number;
  readonly signedSize: number;
  /** Base 64 of the signed root. */
  readonly root: string | null;
  /** Records that were read and hashed again. */
  readonly checked: number;
  /** Witnesses whose latest cosignature fits this log; time in ms since 1970 UTC. */
  readonly witnessed: readonly { readonly name: string; readonly size: number; readonly time: number }[];
  readonly findings: readonly Finding[];
};

const knownNames = new Set<string>([...Object.values(names), 'tile']);

/**
 * Checks a whole log against the public key of its log: every stored byte that counts, the tree over it,
 * its signature, and what was signed or witnessed earlier. Needs no server and changes nothing.
 */
export async function verifyLog(
  { directory, key, witnesses, remembered }: VerifyRequest,
  onProgress?: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<VerifyReport> {
  const findings = collectFindings();
  const live = isOpen(directory);
  // The checkpoint first: a log that is being written to may only grow between the two.
  const checkpointText = readText(join(directory, names.checkpoint));
  const checkpoint = checkpointText === undefined ? undefined : openCheckpoint(checkpointText, key);
  const head = await readHead(directory, findings, live);
  const report = (checked: number, witnessed: VerifyReport['witnessed']): VerifyReport => ({
    ok: findings.all().length === 0,
    origin: key.name,
    size: head?.size ?? 0,
    firstKept: head?.firstKept ?? 0,
    signedSize: checkpoint?.size ?? 0,
    root: checkpoint?.root.toString('base64') ?? null,
    checked,
    witnessed,
    findings: findings.all(),
  });
  if (!head) return report(0, []);
  if (!checkpoint && (head.size > 0 || checkpointText !== undefined)) {
    const text =
      checkpointText === undefined
        ? { zh: '检查点文件丢失', en: 'the checkpoint is missing' }
        : { zh: '检查点不是用此密钥签发的，或已损坏', en: 'not signed by this key, or damaged' };
    findings.add('checkpoint', names.checkpoint, text);
  }
  if (checkpoint && (checkpoint.size > head.size || checkpoint.size < head.signed)) {
    findings.add('rollback', names.checkpoint, {
      zh: `检查点有 ${checkpoint.size} 条，日志有 ${head.size} 条，曾签发过 ${head.signed} 条`,
      en: `the checkpoint has ${checkpoint.size} records, the log ${head.size}, ${head.signed} were signed for`,
    });
  }
  if (readText(join(directory, names.key)) !== `${key.vkey}\n`) {
    findings.add('key', names.key, { zh: '与核验所用的公钥不同', en: 'not the public key of this check' });
  }
  for (const name of readdirSync(directory)) {
    if (!knownNames.has(name) && !(live && name.endsWith('.tmp'))) {
      findings.add('unexpected-file', name, { zh: '不是日志的文件', en: 'not a file of the log' });
    }
  }
  const signed = Math.min(checkpoint?.size ?? 0, head.size);
  const tree = checkTree(directory, { ...head, signed, live }, findings);
  let checked = 0;
  let prunedSaid = head.firstKept === 0;
  const total = head.size - head.firstKept;
  await checkRecords(
    directory,
    key.name,
    head,
    findings,
    (index, entry, record) => {
      tree.leaf(index, entry);
      if (record) checked += 1;
      prunedSaid ||= record?.source === logSourceId && saysPruned(record, head.firstKept);
      if (index % 10_000 === 0) onProgress?.({ done: index - head.firstKept, total });
    },
    signal,
  );
  tree.finish();
  onProgress?.({ done: total, total });
  if (!prunedSaid) {
    findings.add('pruned-without-record', names.head, {
      zh: `第 ${head.firstKept} 条之前的记录不见了，日志里没有清理它们的记载`,
      en: `records before ${head.firstKept} are gone and the log says nothing of dropping them`,
    });
  }
  const rootAt = (size: number) => rootOf(directory, signed, size);
  if (checkpoint && signed > 0 && checkpoint.size === signed) {
    await compareRoot(findings, 'root', names.checkpoint, checkpoint.root, rootAt(signed));
  }
  await compareRoot(
    findings,
    'root',
    names.head,
    head.root,
    committedRoot(directory, signed, head.size, tree.tail),
  );
  const witnessed = await checkWitnesses(directory, key, witnesses, findings, signed, rootAt);
  for (const text of remembered) await checkRemembered(text, key, findings, signed, rootAt);
  return report(checked, witnessed);
}

async function readHead(directory: string, findings: Findings, live: boolean): Promise<Head | undefined> {
  for (let attempt = 0; ; attempt++) {
    const file = readBytes(join(directory, names.head));
    const heads = file?.length === headFileBytes ? decodeHeads(file) : ([undefined, undefined] as const);
    const whole = heads[0] && heads[1];
    if (!whole && live && attempt < 5) {
      // Caught in the middle of a write.
      await wait(20);
      continue;
    }
    if (!whole) findings.add('head', names.head, { zh: '提交记录丢失或损坏', en: 'missing or damaged' });
    return latestHead(heads);
  }
}

function saysPruned({ raw }: SaltedRecord, firstKept: number): boolean {
  try {
    const said = JSON.parse(raw.toString()) as { event?: unknown; firstKept?: unknown };
    return said.event === 'prune' && said.firstKept === firstKept;
  } catch {
    return false;
  }
}

async function rootOf(directory: string, signed: number, size: number): Promise<Buffer | undefined> {
  const reader = createTreeReader(signed, async (of, { level, index }) => {
    const tile = readTile(directory, of, level as number, index);
    if (!tile) throw new RangeError('tile missing');
    return tile;
  });
  return reader.rootAt(size).catch(() => undefined);
}

/** Root of all that is committed, grown from the signed tiles and the leaves behind them. */
async function committedRoot(
  directory: string,
  signed: number,
  size: number,
  tail: readonly Buffer[],
): Promise<Buffer | undefined> {
  const from = Math.floor(signed / tileWidth) * tileWidth;
  if (from + tail.length !== size) return undefined;
  const partials: Buffer[] = [];
  for (let level = 0; levelCount(from, level) > 0; level++) {
    const width = levelCount(from, level) % tileWidth;
    const index = Math.floor(levelCount(from, level) / tileWidth);
    const tile = width === 0 ? Buffer.alloc(0) : readTile(directory, signed, level, index);
    if (!tile || tile.length < width * 32) return undefined;
    partials.push(tile.subarray(0, width * 32));
  }
  const edge = createRightEdge(from, partials);
  for (const leaf of tail) edge.push(leaf);
  return edge.root();
}

async function compareRoot(
  findings: Findings,
  code: 'root' | 'witness' | 'fork',
  file: string,
  expected: Buffer,
  computed: Promise<Buffer | undefined>,
): Promise<boolean> {
  if ((await computed)?.equals(expected)) return true;
  findings.add(code, file, { zh: '日志内容与此处的树根不符', en: 'the log does not have this root' });
  return false;
}

async function checkWitnesses(
  directory: string,
  key: NoteVerifier,
  witnesses: readonly NoteVerifier[],
  findings: Findings,
  signed: number,
  rootAt: (size: number) => Promise<Buffer | undefined>,
) {
  const witnessed: { name: string; size: number; time: number }[] = [];
  for (const name of list(join(directory, names.witness))) {
    const file = `${names.witness}/${name}`;
    if (name.endsWith('.tmp')) continue;
    const checkpoint = openCheckpoint(readText(join(directory, file)) ?? '', key);
    const times = checkpoint
      ? witnesses.map((witness) => ({ name: witness.name, time: cosignedAt(checkpoint.note, witness) }))
      : [];
    // The file bears the key id of its witness: the line of that key must be in it.
    const owner = witnesses.findIndex(({ keyId }) => name.startsWith(keyId.toString('hex')));
    if (!checkpoint || times.some(({ time }, i) => time === 'bad' || (i === owner && time === 'none'))) {
      findings.add('witness', file, { zh: '见证的检查点已损坏', en: 'the cosigned checkpoint is damaged' });
    } else if (checkpoint.size > signed) {
      const text = {
        zh: `见证过 ${checkpoint.size} 条，现在只有 ${signed} 条`,
        en: `${checkpoint.size} records were witnessed, ${signed} are here`,
      };
      findings.add('rollback', file, text);
    } else if (await compareRoot(findings, 'witness', file, checkpoint.root, rootAt(checkpoint.size))) {
      for (const { name: by, time } of times) {
        if (typeof time === 'number') witnessed.push({ name: by, size: checkpoint.size, time: time * 1000 });
      }
    }
  }
  return witnessed;
}

async function checkRemembered(
  text: string,
  key: NoteVerifier,
  findings: Findings,
  signed: number,
  rootAt: (size: number) => Promise<Buffer | undefined>,
): Promise<void> {
  const file = names.checkpoint;
  const remembered = openCheckpoint(text, key);
  if (!remembered) {
    findings.add('checkpoint', file, {
      zh: '另存的检查点不是用此密钥签发的，或已损坏',
      en: 'the checkpoint kept elsewhere is not signed by this key, or damaged',
    });
  } else if (remembered.size > signed) {
    findings.add('rollback', file, {
      zh: `日志回退：另存的检查点有 ${remembered.size} 条，现在只有 ${signed} 条`,
      en: `rolled back: ${remembered.size} records were signed for, ${signed} are here`,
    });
  } else if (remembered.size > 0) {
    await compareRoot(findings, 'fork', file, remembered.root, rootAt(remembered.size));
  }
}

function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8');
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
