import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { foldHashes, hashBytes, leafHash } from '../core/merkle/hash.ts';
import {
  levelCount,
  parseTilePath,
  type TilePlace,
  tileHashes,
  tilePath,
  tileWidth,
  widthOf,
} from '../core/merkle/tiles.ts';
import type { Findings } from './findings.ts';
import { encodeBundle } from './tile-files.ts';

/** How far files of the tree must reach. */
export type TreeBounds = {
  /** Committed leaves, and those of the signed checkpoint. */
  readonly size: number;
  readonly signed: number;
  readonly firstKept: number;
  /** Another process may be writing, or was killed: files may reach beyond the last commit. */
  readonly live: boolean;
};

export type TreeCheck = {
  /** The next leaf as the kept records have it; `undefined` where its record is damaged. */
  leaf(index: number, entry: Buffer | undefined): void;
  /** After the last leaf: the levels above, and files that are missing or too many. */
  finish(): void;
  /** Hashes of leaves behind the last tile that the checkpoint has full. */
  readonly tail: readonly Buffer[];
};

/** Compares every file below `tile/` with the records and with the files below it. */
export function checkTree(directory: string, bounds: TreeBounds, findings: Findings): TreeCheck {
  const { size, signed, firstKept, live } = bounds;
  const files = new Map<string, TilePlace>();
  for (const path of filesBelow(join(directory, 'tile'))) {
    const name = relative(directory, path);
    const place = parseTilePath(name);
    if (place) files.set(name, place);
    else findings.add('unexpected-file', name, { zh: '不是日志的文件', en: 'not a file of the log' });
  }
  const widths = new Map<string, number[]>();
  for (const { level, index, width } of files.values()) {
    const key = `${level}/${index}`;
    widths.set(key, [...(widths.get(key) ?? []), width]);
  }
  const tail: Buffer[] = [];
  const tailFrom = Math.floor(signed / tileWidth) * tileWidth;
  /** Hash of each full tile of the level below, where it is known. */
  let folds = new Map<number, Buffer>();
  let current = -1;
  let entries: (Buffer | undefined)[] = [];

  const read = (place: TilePlace): Buffer | undefined => {
    const name = tilePath(place);
    if (!files.delete(name)) return undefined;
    try {
      return readFileSync(join(directory, name));
    } catch {
      return undefined;
    }
  };

  /**
   * Compares all files of one tile or bundle with `expected`: pieces, in order, undefined where unknown.
   * @returns the widest file
   */
  const compare = (
    level: number | 'entries',
    index: number,
    expected: readonly (Buffer | undefined)[],
    first: number,
  ): Buffer | undefined => {
    const treeLevel = level === 'entries' ? 0 : level;
    const isFull = widthOf(size, treeLevel, index) === tileWidth;
    const needed = isFull ? tileWidth : widthOf(signed, treeLevel, index);
    const code = level === 'entries' ? 'bundle' : 'tile';
    const prunable = level === 'entries' || level === 0;
    const isPruned = prunable && (index + 1) * tileWidth <= firstKept;
    let widest: Buffer | undefined;
    for (const width of (widths.get(`${level}/${index}`) ?? []).sort((a, b) => a - b)) {
      const place = { level, index, width };
      const name = tilePath(place);
      const data = read(place);
      if (!data) continue;
      if (width > Math.max(needed, widthOf(size, treeLevel, index))) {
        if (!live)
          findings.add('unexpected-file', name, { zh: '超出日志长度', en: 'reaches beyond the log' });
        continue;
      }
      widest = data;
      const at = firstDifference(level, data, expected.slice(0, width), width);
      if (at !== undefined) {
        const record = first + at * tileWidth ** treeLevel;
        findings.add(
          code,
          name,
          { zh: '与记录或下层哈希不符', en: 'does not fit what it stands for' },
          record,
        );
      }
    }
    const has = (width: number) => widths.get(`${level}/${index}`)?.includes(width) ?? false;
    const there = needed === 0 || isPruned || has(needed) || (live && has(tileWidth));
    if (!there) {
      const name = tilePath({ level, index, width: needed });
      findings.add('missing-file', name, { zh: '文件丢失', en: 'the file is missing' }, first);
    }
    return widest;
  };

  const finishTile = () => {
    if (current < 0) return;
    const first = current * tileWidth;
    const bundle = entries.map((entry) => entry && encodeBundle([entry]));
    compare('entries', current, bundle, first);
    const hashes = entries.map((entry) => entry && leafHash(entry));
    const tile = compare(0, current, hashes, first);
    noteFold(0, current, tile, hashes);
  };
  const noteFold = (
    level: number,
    index: number,
    tile: Buffer | undefined,
    known: readonly (Buffer | undefined)[],
  ) => {
    if (widthOf(size, level, index) < tileWidth) return;
    // The file goes up, not the records: a changed record is one finding, not one on every level.
    if (tile?.length === tileWidth * hashBytes) folds.set(index, foldHashes(tileHashes(tile)));
    else if (known.length === tileWidth && known.every((hash) => hash !== undefined)) {
      folds.set(index, foldHashes(known));
    }
  };

  return {
    tail,
    leaf(index, entry) {
      const tile = Math.floor(index / tileWidth);
      if (tile !== current) {
        finishTile();
        current = tile;
        entries = Array.from({ length: index % tileWidth }, () => undefined);
      }
      entries.push(entry);
      if (index >= tailFrom && entry) tail.push(leafHash(entry));
    },
    finish() {
      finishTile();
      const kept = Math.floor(firstKept / tileWidth);
      for (let index = 0; index < kept; index++) {
        noteFold(0, index, compare(0, index, [], index * tileWidth), []);
        compare('entries', index, [], index * tileWidth);
      }
      for (let level = 1; levelCount(size, level) > 0; level++) {
        const below = folds;
        folds = new Map();
        for (let index = 0; index * tileWidth < levelCount(size, level); index++) {
          const begin = index * tileWidth;
          const width = widthOf(size, level, index);
          const expected = Array.from({ length: width }, (_, i) => below.get(begin + i));
          noteFold(level, index, compare(level, index, expected, begin * tileWidth ** level), expected);
        }
      }
      for (const [name, place] of files) {
        const level = place.level === 'entries' ? 0 : place.level;
        if (live && place.index * tileWidth >= levelCount(signed, level)) continue;
        findings.add('unexpected-file', name, { zh: '超出日志长度', en: 'reaches beyond the log' });
      }
    },
  };
}

/** @returns the first piece that differs, or is missing; undefined when all are as expected */
function firstDifference(
  level: number | 'entries',
  data: Buffer,
  expected: readonly (Buffer | undefined)[],
  width: number,
): number | undefined {
  let at = 0;
  for (let i = 0; i < width; i++) {
    const length = level !== 'entries' ? hashBytes : at + 2 <= data.length ? 2 + data.readUInt16BE(at) : 2;
    const piece = data.subarray(at, at + length);
    const want = expected[i];
    if (piece.length !== length || (want && !piece.equals(want))) return i;
    at += length;
  }
  return at === data.length ? undefined : width - 1;
}

function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
