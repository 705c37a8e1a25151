import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { emptyRoot } from '../core/merkle/hash.ts';
import { createRightEdge } from '../core/merkle/right-edge.ts';
import { levelCount, tileWidth } from '../core/merkle/tiles.ts';
import { openCheckpoint } from '../core/notes/checkpoint.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import { blockTable } from './block.ts';
import { Damage } from './damage.ts';
import { indexPath, isMissing, listSegments, names, segmentPath, writeDurably } from './files.ts';
import { decodeHeads, encodeHead, type Head, headFileBytes, latestHead } from './head.ts';
import type { FullStanding } from './sealing.ts';
import {
  type BlockPlace,
  encodeIndex,
  encodePreamble,
  placeOf,
  readSummary,
  type Segment,
  scanPlaces,
  scanSegment,
  summaryOf,
} from './segment.ts';
import { entryOf, storedRecords } from './stored.ts';
import { dropTile, readTile, readTileFile, writeTile } from './tile-files.ts';
import { type Growth, grow } from './tree-writer.ts';

/** What opening found and did; shown to the operator. */
export type Recovery = {
  /** Bytes behind the last commit that were cut off: never acknowledged. */
  readonly cutBytes: number;
  /** Records that were whole on disk while the head that named them was torn. */
  readonly adopted: number;
};

/** Everything a writer needs to go on. */
export type Recovered = {
  readonly head: Head;
  readonly growth: Growth;
  readonly standing: FullStanding;
  /** Finished segments before the one that is written to, ascending. */
  readonly segments: readonly Segment[];
  readonly active: { readonly first: number; readonly places: BlockPlace[]; readonly offset: number };
  readonly checkpoint: string | undefined;
  readonly recovery: Recovery;
};

/**
 * Brings a log back to its last commit: cuts a torn tail, reads where sources and streams stand from the
 * last segment alone, grows the tree again from the last checkpoint and compares the roots.
 * @throws Damage when what was acknowledged is not there or was changed
 */
export function recover(directory: string, key: NoteVerifier): Recovered {
  for (const folder of ['', names.segments, names.witness]) {
    mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 });
    dropAside(join(directory, folder));
  }
  const keyPath = join(directory, names.key);
  if (readText(keyPath) !== `${key.vkey}\n`) writeDurably(keyPath, Buffer.from(`${key.vkey}\n`));
  const headPath = join(directory, names.head);
  if (!existsSync(headPath)) begin(directory, headPath, key.name);
  const heads = decodeHeads(readFileSync(headPath));
  const found = latestHead(heads);
  if (!found) throw new Damage(headPath, { zh: '两份提交记录都已损坏', en: 'both copies are damaged' });
  // With one slot torn, a later commit may have been named by it: whole blocks behind are then kept.
  const adopting = heads.includes(undefined);
  const old = dropPruned(directory, found);
  const { active, standing, cutBytes } = openActive(directory, found, key.name, adopting);
  const size = endOf(active);
  const segments = old.filter((first) => first < active.first);
  const tree = growAgain(directory, { head: found, size, key, segments: [...segments, active.first] });
  dropBeyond(directory, size);
  const head: Head = {
    ...found,
    size,
    segment: active.first,
    offset: active.offset,
    root: tree.growth.edge.root(),
  };
  return {
    head,
    growth: tree.growth,
    checkpoint: tree.checkpoint,
    standing,
    active,
    segments: segments.map((first, i) => finished(directory, first, segments[i + 1] ?? active.first)),
    recovery: { cutBytes, adopted: size - found.size },
  };
}

/** A log without anything in it. */
function begin(directory: string, headPath: string, origin: string): void {
  const others = listSegments(directory).some(
    (first) => first > 0 || scanPlaces(segmentPath(directory, first)).length > 0,
  );
  if (others || existsSync(join(directory, names.checkpoint)) || existsSync(join(directory, 'tile'))) {
    throw new Damage(headPath, { zh: '提交记录文件丢失', en: 'the file is missing' });
  }
  const preamble = encodePreamble({ origin, first: 0, sources: [], streams: [] });
  writeDurably(segmentPath(directory, 0), preamble);
  const empty = {
    size: 0,
    firstKept: 0,
    flushed: 0,
    signed: 0,
    segment: 0,
    offset: preamble.length,
    root: emptyRoot,
  };
  const file = Buffer.alloc(headFileBytes);
  for (const counter of [0, 1]) {
    const { at, slot } = encodeHead({ counter, ...empty });
    file.set(slot, at);
  }
  writeDurably(headPath, file);
}

/** Half-written files that a crash left; they never counted. */
function dropAside(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
}

/** Segments that retention had dropped when a crash came between. @returns the others, ascending */
function dropPruned(directory: string, head: Head): number[] {
  const all = listSegments(directory);
  const gone = all.filter((_, i) => (all[i + 1] ?? Number.POSITIVE_INFINITY) <= head.firstKept);
  for (const first of gone) {
    rmSync(segmentPath(directory, first));
    rmSync(indexPath(directory, first), { force: true });
  }
  const kept = all.slice(gone.length);
  if (kept.length === 0 || kept[0]! > head.firstKept || !kept.includes(head.segment)) {
    const missing = segmentPath(directory, kept.includes(head.segment) ? head.firstKept : head.segment);
    throw new Damage(missing, { zh: '文件丢失', en: 'the file is missing' });
  }
  return kept;
}

/** The segment to go on with. */
function openActive(directory: string, head: Head, origin: string, adopting: boolean) {
  const standing: FullStanding = { sources: new Map(), streams: new Map() };
  let active = walk(
    directory,
    head.segment,
    standing,
    origin,
    adopting ? Number.POSITIVE_INFINITY : head.offset,
  );
  if (active.offset < head.offset || endOf(active) < head.size) {
    throw new Damage(segmentPath(directory, head.segment), {
      zh: `已确认的内容到第 ${head.size} 条，文件只完整到第 ${endOf(active)} 条`,
      en: `${head.size} records were acknowledged, the file is whole up to ${endOf(active)}`,
    });
  }
  if (!adopting && endOf(active) !== head.size) {
    throw new Damage(join(directory, names.head), { zh: '与分段文件不符', en: 'does not fit the segment' });
  }
  let cutBytes = cut(directory, active);
  for (const later of listSegments(directory).filter((first) => first > head.segment)) {
    // The crash came after a new segment was begun and before anything in it was committed.
    if (later !== endOf(active)) {
      throw new Damage(segmentPath(directory, later), { zh: '多出的分段', en: 'a segment too many' });
    }
    if (!existsSync(indexPath(directory, active.first))) {
      writeDurably(indexPath(directory, active.first), encodeIndex(active.first, active.places));
    }
    active = walk(directory, later, standing, origin, adopting ? Number.POSITIVE_INFINITY : 0);
    cutBytes += cut(directory, active);
  }
  return { active, standing, cutBytes };
}

type Walked = { readonly first: number; readonly places: BlockPlace[]; readonly offset: number };

/** Reads heads and tables of a segment up to `limit` bytes, as far as it is whole. */
function walk(
  directory: string,
  first: number,
  standing: FullStanding,
  origin: string,
  limit: number,
): Walked {
  const path = segmentPath(directory, first);
  const scan = scanSegment(path);
  if (!scan || scan.preamble.first !== first || scan.preamble.origin !== origin) {
    scan?.close();
    throw new Damage(path, {
      zh: '文件开头损坏或属于另一份日志',
      en: 'its beginning is damaged or of another log',
    });
  }
  const places: BlockPlace[] = [];
  let offset = scan.preambleBytes;
  let next = first;
  const note = ({ sources, streams }: Pick<typeof scan.preamble, 'sources' | 'streams'>) => {
    for (const [name, sequence] of sources) standing.sources.set(name, sequence);
    for (const [key, position] of streams) standing.streams.set(key, position);
  };
  note(scan.preamble);
  try {
    for (const block of scan.blocks()) {
      const end = block.offset + block.head.length;
      if (end > limit || block.head.first !== next) break;
      note(blockTable(block.bytes, block.head));
      places.push(placeOf(block));
      next += block.head.count;
      offset = end;
    }
  } finally {
    scan.close();
  }
  return { first, places, offset };
}

function endOf({ first, places }: Walked): number {
  const last = places.at(-1);
  return last ? last.first + last.count : first;
}

/** Cuts what lies behind the last block that counts. @returns bytes */
function cut(directory: string, { first, offset }: Walked): number {
  const path = segmentPath(directory, first);
  const bytes = readableSize(path) - offset;
  if (bytes <= 0) return 0;
  const fd = openSync(path, 'r+');
  ftruncateSync(fd, offset);
  fsyncSync(fd);
  closeSync(fd);
  return bytes;
}

function readableSize(path: string): number {
  const scan = scanSegment(path)!;
  const size = scan.size();
  scan.close();
  return size;
}

/** What a finished segment holds: from its index, or where that is gone from the segment itself. */
function finished(directory: string, first: number, next: number): Segment {
  const path = segmentPath(directory, first);
  const said = readSummary(indexPath(directory, first));
  const segment = said?.first === first && said.end === next ? said : summaryOf(first, scanPlaces(path));
  if (segment.end === next) return segment;
  throw new Damage(path, {
    zh: `应包含第 ${first} 至 ${next - 1} 条`,
    en: `must hold records ${first} to ${next - 1}`,
  });
}

type Ground = {
  readonly head: Head;
  readonly size: number;
  readonly key: NoteVerifier;
  readonly segments: readonly number[];
};

/** The tree from the last tile that is certainly on disk; every root on the way must be the one that was signed. */
function growAgain(directory: string, { head, size, key, segments }: Ground) {
  const path = join(directory, names.checkpoint);
  const text = readText(path);
  const checkpoint = text === undefined ? undefined : openCheckpoint(text, key);
  if (text !== undefined && !checkpoint) {
    throw new Damage(path, {
      zh: '检查点不是用本日志的密钥签发的',
      en: 'it was not signed by the key of this log',
    });
  }
  const signed = checkpoint?.size ?? 0;
  if (signed < head.signed || signed > size) {
    throw new Damage(path, {
      zh: `检查点大小为 ${signed}，日志大小为 ${size}，曾签发过 ${head.signed}`,
      en: `the checkpoint is of size ${signed}, the log of ${size}, and ${head.signed} was signed`,
    });
  }
  const from = Math.floor(Math.min(head.flushed, signed) / tileWidth) * tileWidth;
  const growth: Growth = { edge: createRightEdge(from, partialsAt(directory, from, signed)), entries: [] };
  const compare = (at: number, root: Buffer, file: string) => {
    if (growth.edge.size() === at && !growth.edge.root().equals(root)) {
      throw new Damage(file, { zh: `第 ${at} 条处的树根不符`, en: `another root at size ${at}` });
    }
  };
  const compareAll = () => {
    if (checkpoint) compare(signed, checkpoint.root, path);
    compare(head.size, head.root, join(directory, names.head));
  };
  compareAll();
  for (const record of storedRecords(directory, segments, from, size)) {
    for (const { level, index, data } of grow(growth, entryOf(record))) {
      const there = readTileFile(directory, level, index, tileWidth);
      if (!there?.equals(data)) writeTile(directory, level, index, tileWidth, data);
    }
    if (growth.edge.size() === signed || growth.edge.size() === head.size) compareAll();
  }
  return { growth, checkpoint: text };
}

/** Hashes of the partial tiles of a tree of `from` leaves, out of the tiles of the larger signed tree. */
function partialsAt(directory: string, from: number, signed: number): Buffer[] {
  const partials: Buffer[] = [];
  for (let level = 0; levelCount(from, level) > 0; level++) {
    const width = levelCount(from, level) % tileWidth;
    const index = Math.floor(levelCount(from, level) / tileWidth);
    const tile = width === 0 ? Buffer.alloc(0) : readTile(directory, signed, level, index);
    if (!tile || tile.length < width * 32) {
      throw new Damage(join(directory, `tile/${level}`), {
        zh: `缺少第 ${index} 个哈希块`,
        en: `tile ${index} is missing`,
      });
    }
    partials.push(tile.subarray(0, width * 32));
  }
  return partials;
}

/** Full tiles that a commit wrote which then did not come to pass. */
function dropBeyond(directory: string, size: number): void {
  for (const level of ['entries', 0, 1, 2, 3, 4, 5, 6] as const) {
    const begin = Math.floor(levelCount(size, level === 'entries' ? 0 : level) / tileWidth);
    let end = begin;
    while (readTileFile(directory, level, end, tileWidth)) end += 1;
    // From the back, so that a crash leaves no gap that hides the rest.
    for (let index = end - 1; index >= begin; index--) {
      dropTile(directory, level, index);
    }
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
