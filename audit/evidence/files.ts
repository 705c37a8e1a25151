import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What lies where under the directory of a log. */
export const names = {
  checkpoint: 'checkpoint',
  head: 'head',
  /** Public key of the log, for convenience: who distrusts the folder brings the key along. */
  key: 'log.vkey',
  lock: 'lock',
  segments: 'segments',
  witness: 'witness',
  reserve: 'reserve',
} as const;

/** `segments/0000000000000042.seg`: named by the first record in it. */
export function segmentPath(directory: string, first: number): string {
  return join(directory, names.segments, `${String(first).padStart(16, '0')}.seg`);
}

/** The offsets of the blocks of a finished segment. */
export function indexPath(directory: string, first: number): string {
  return segmentPath(directory, first).replace(/seg$/, 'idx');
}

/** First records of all segments, ascending. */
export function listSegments(directory: string): number[] {
  return readdirSync(join(directory, names.segments))
    .map((name) => /^(\d{16})\.seg$/.exec(name)?.[1])
    .filter((first) => first !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Writes all of it, however little the system takes at a time. */
export function writeAll(fd: number, data: Uint8Array, position: number): void {
  for (let done = 0; done < data.length; ) {
    done += writeSync(fd, data, done, data.length - done, position + done);
  }
}

/** Up to `length` bytes from there; fewer at the end of the file. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, bytes, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Opens a file for as long as `work` runs; undefined when it cannot be opened. */
export function withFile<T>(path: string, work: (fd: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}

/** A file that is whole or not there: written aside, flushed, renamed, the folder flushed. */
export function writeDurably(path: string, data: Uint8Array, aside = `${path}.tmp`): void {
  const fd = openSync(aside, 'w', 0o600);
  try {
    writeAll(fd, data, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(aside, path);
  flush(dirname(path));
}

/** Puts a finished file in its place, so that it is whole or not there; without holding up the process. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await flushAsync(from);
  await rename(from, to);
  await flushAsync(dirname(to));
}

/** A file or folder with its folders, not flushed: the kernel writes it when it likes. */
export function writeLazily(path: string, data: Uint8Array): void {
  const write = () => {
    const fd = openSync(path, 'w', 0o600);
    try {
      writeAll(fd, data, 0);
    } finally {
      closeSync(fd);
    }
  };
  try {
    write();
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    write();
  }
}

export function flush(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

async function flushAsync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** No space, or none within the quota. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
