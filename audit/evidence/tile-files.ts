import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tilePath, tileWidth, widthOf } from '../core/merkle/tiles.ts';
import { isMissing, writeDurably, writeLazily } from './files.ts';

/** Entries as a bundle: each behind its length in two bytes, big-endian (C2SP tlog-tiles, Log entries). */
export function encodeBundle(entries: readonly Buffer[]): Buffer {
  const bundle = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at);
    at += entry.length;
  }
  return bundle;
}

export function readTileFile(
  directory: string,
  level: number | 'entries',
  index: number,
  width: number,
): Buffer | undefined {
  try {
    return readFileSync(join(directory, tilePath({ level, index, width })));
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * A tile as a tree of `size` leaves has it: its partial file, or the front of a wider one that took its place.
 * @returns undefined when it is not there or too short
 */
export function readTile(directory: string, size: number, level: number, index: number): Buffer | undefined {
  const width = widthOf(size, level, index);
  const tile =
    (width < tileWidth ? readTileFile(directory, level, index, width) : undefined) ??
    readTileFile(directory, level, index, tileWidth);
  return tile && tile.length >= width * 32 ? tile.subarray(0, width * 32) : undefined;
}

export function writeTile(
  directory: string,
  level: number | 'entries',
  index: number,
  width: number,
  data: Buffer,
): string {
  const path = join(directory, tilePath({ level, index, width }));
  writeLazily(path, data);
  return path;
}

/** A partial tile, whole and flushed with its folder: a checkpoint is going to need it. */
export function writePartial(
  directory: string,
  level: number | 'entries',
  index: number,
  width: number,
  data: Buffer,
): void {
  const path = join(directory, tilePath({ level, index, width }));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeDurably(path, data, join(directory, 'partial.tmp'));
}

/** Removes the partial files of a tile that is full by now. */
export function dropPartials(directory: string, level: number | 'entries', index: number): void {
  const path = join(directory, tilePath({ level, index, width: tileWidth }));
  rmSync(`${path}.p`, { recursive: true, force: true });
}

/** Removes a full tile that did not come to pass. */
export function dropTile(directory: string, level: number | 'entries', index: number): void {
  rmSync(join(directory, tilePath({ level, index, width: tileWidth })), { force: true });
}
