import { globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file as it lies in its folder at this moment. */
export type Entry = {
  readonly path: string;
  /** Device and inode. */
  readonly inode: string;
  readonly size: number;
  readonly changed: number;
  /** The path under which it is, or was before it was rotated away, written. */
  readonly base: string;
  /** Named by a pattern, not merely found beside a file that is. */
  readonly wanted: boolean;
};

const compressed = /\.(gz|xz|zst|bz2|lz4|Z|zip|tmp)$/;
/** What logrotate, savelog and others put after the name: `.1`, `-20261122`, `.2026-11-22-16`, `.old`. */
const rotation = /^[.-](\d{1,10}([.-]?\d{1,10}){0,5}|old|bak|save)$/;

/** Whether `name` is what a file called `base` may be renamed to. */
export function isRotated(name: string, base: string): boolean {
  if (name.startsWith(base) && rotation.test(name.slice(base.length))) return true;
  // `access-20261122.log` of `access.log`.
  const dot = base.lastIndexOf('.');
  if (dot <= 0 || !name.endsWith(base.slice(dot)) || !name.startsWith(base.slice(0, dot))) return false;
  return /^-\d{8}(-\d{2,6})?$/.test(name.slice(dot, name.length - (base.length - dot)));
}

/**
 * Files that the patterns name, and those beside them that were rotated away from one of these or of `bases`.
 * Compressed ones are left out.
 */
export function listFiles(
  patterns: readonly string[],
  exclude: readonly string[],
  bases: Iterable<string>,
): Entry[] {
  const excluded = new Set(exclude.flatMap((pattern) => globSync(pattern)));
  const wanted = new Set(
    patterns
      .flatMap((pattern) => globSync(pattern))
      .filter((path) => !excluded.has(path) && !compressed.test(path)),
  );
  const known = new Set([...wanted, ...bases]);
  const byFolder = Map.groupBy(known, dirname);
  const entries: Entry[] = [];
  for (const [folder, paths] of byFolder) {
    const names = new Set(paths.map((path) => basename(path)));
    for (const name of list(folder)) {
      if (compressed.test(name)) continue;
      const rotatedFrom = [...names].find((base) => base !== name && isRotated(name, base));
      if (!names.has(name) && rotatedFrom === undefined) continue;
      const path = join(folder, name);
      if (excluded.has(path)) continue;
      const found = inspect(path);
      if (found) {
        entries.push({ path, ...found, base: join(folder, rotatedFrom ?? name), wanted: wanted.has(path) });
      }
    }
  }
  return entries.sort((one, other) => one.changed - other.changed);
}

/** Where in a folder the file with an inode is now. */
export function findInode(folder: string, inode: string): string | undefined {
  return list(folder)
    .map((name) => join(folder, name))
    .find((path) => inspect(path)?.inode === inode);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, 20_000);
  } catch {
    return [];
  }
}

/** Undefined for what is no regular file, or is gone. */
export function inspect(path: string): { inode: string; size: number; changed: number } | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile()) return undefined;
  return { inode: `${stat.dev}:${stat.ino}`, size: Number(stat.size), changed: Number(stat.mtimeMs) };
}
