import { foldHashes, hashBytes, nodeHash } from './hash.ts';
import { type Range, splitOf } from './ranges.ts';

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;

/** A tile of hashes, or with level `entries` a bundle of entries. `width` 256 is a full one. */
export type TilePlace = {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
};

/** `tile/0/x001/234.p/17` (C2SP tlog-tiles, Merkle Tree). */
export function tilePath({ level, index, width }: TilePlace): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length > 0 ? 'x' : ''}${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width === tileWidth ? '' : `.p/${width}`}`;
}

const path = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The place that a path names, undefined when it is not the one spelling of a place. */
export function parseTilePath(text: string): TilePlace | undefined {
  const match = path.exec(text);
  if (!match) return undefined;
  const place: TilePlace = {
    level: match[1] === 'entries' ? 'entries' : Number(match[1]),
    index: Number(match[2]!.replaceAll(/[x/]/g, '')),
    width: match[3] === undefined ? tileWidth : Number(match[3]),
  };
  const known = Number.isSafeInteger(place.index) && tilePath(place) === text;
  return known && (place.level === 'entries' || place.level <= 63) ? place : undefined;
}

/** How many hashes of that level a tree of `size` leaves has: those of full tiles below. */
export function levelCount(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Widths of a tile in a tree of `size` leaves: 0 when it is not there. */
export function widthOf(size: number, level: number, index: number): number {
  return Math.max(0, Math.min(tileWidth, levelCount(size, level) - index * tileWidth));
}

/** The partial tiles of a tree of `size` leaves, from level 0 up. */
export function partialTiles(size: number): (TilePlace & { readonly level: number })[] {
  const tiles = [];
  for (let level = 0; levelCount(size, level) > 0; level++) {
    const count = levelCount(size, level);
    const place = { level, index: Math.floor(count / tileWidth), width: count % tileWidth };
    if (place.width > 0) tiles.push(place);
  }
  return tiles;
}

/** Complete subtree of `2^height` leaves. */
type Node = { readonly height: number; readonly index: number };

/** The tiles of a tree of `size` leaves that hold what is needed to hash these ranges, each once. */
export function tilesOfRanges(ranges: readonly Range[], size: number): TilePlace[] {
  const tiles = new Map<string, TilePlace>();
  for (const range of ranges) {
    for (const node of nodesOf(range)) {
      const { level, index } = tileOf(node);
      const place = { level, index, width: widthOf(size, level, index) };
      tiles.set(tilePath(place), place);
    }
  }
  return [...tiles.values()];
}

/**
 * Merkle tree hash of a range out of tiles.
 * @param tile bytes of a tile, at least as wide as it is in the tree that holds the range
 */
export function hashOfRange(range: Range, tile: (level: number, index: number) => Uint8Array): Buffer {
  const { start, end } = range;
  const node = completeNode(range);
  if (node) return hashOfNode(node, tile);
  const middle = start + splitOf(end - start);
  return nodeHash(hashOfRange({ start, end: middle }, tile), hashOfRange({ start: middle, end }, tile));
}

/** The hashes of a tile, as views. @throws RangeError when it is not a row of whole hashes */
export function tileHashes(tile: Uint8Array): Uint8Array[] {
  if (tile.length % hashBytes !== 0) throw new RangeError('not a row of hashes');
  return Array.from({ length: tile.length / hashBytes }, (_, i) =>
    tile.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}

function nodesOf(range: Range): Node[] {
  const node = completeNode(range);
  if (node) return [node];
  const middle = range.start + splitOf(range.end - range.start);
  return [...nodesOf({ start: range.start, end: middle }), ...nodesOf({ start: middle, end: range.end })];
}

function completeNode({ start, end }: Range): Node | undefined {
  const width = end - start;
  const height = Math.round(Math.log2(width));
  return 2 ** height === width && start % width === 0 ? { height, index: start / width } : undefined;
}

/** Where a node's hashes stand: tiles keep every eighth row, the rows between are hashed from it. */
function tileOf({ height, index }: Node): { level: number; index: number; offset: number; count: number } {
  const level = Math.floor(height / 8);
  const count = 2 ** (height % 8);
  const first = index * count;
  return { level, index: Math.floor(first / tileWidth), offset: first % tileWidth, count };
}

function hashOfNode(node: Node, tile: (level: number, index: number) => Uint8Array): Buffer {
  const { level, index, offset, count } = tileOf(node);
  const hashes = tileHashes(tile(level, index)).slice(offset, offset + count);
  if (hashes.length !== count) throw new RangeError('tile too narrow');
  return foldHashes(hashes);
}
