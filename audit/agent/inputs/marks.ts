import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { readAt } from '../../evidence/files.ts';

/** Some bytes of a file: how many, and their SHA-256. */
export type Mark = readonly [bytes: number, hash: string];

/** How a file is known again, whatever it is called and whichever inode it has. */
export type Marks = {
  /** Its first bytes. */
  readonly head: Mark;
  /** The bytes before `offset`. */
  readonly anchor: Mark;
  readonly offset: number;
};

export const headBytes = 1024;
export const anchorBytes = 256;
export const nothing: Mark = [0, ''];

export const markOf = (bytes: Buffer): Mark =>
  bytes.length === 0
    ? nothing
    : [bytes.length, createHash('sha256').update(bytes).digest('hex').slice(0, 32)];

export const sameMark = (bytes: Buffer, [length, hash]: Mark): boolean =>
  bytes.length >= length && (length === 0 || markOf(bytes.subarray(0, length))[1] === hash);

/** Whether the file is one that was read up to `offset`: also true of a copy of it. */
export function hasMarks(fd: number, { head, anchor, offset }: Marks): boolean {
  if (fstatSync(fd).size < offset) return false;
  return (
    sameMark(readAt(fd, 0, head[0]), head) && sameMark(readAt(fd, offset - anchor[0], anchor[0]), anchor)
  );
}

/** Whether two beginnings are the same as far as both go: what is not alike is no copy. */
export function beginAlike(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return one.subarray(0, length).equals(other.subarray(0, length));
}

/** Whether all of `one` is the beginning of `other`, judged by its first and its last bytes. */
export function isBeginningOf(one: number, other: number): boolean {
  const size = fstatSync(one).size;
  if (size === 0 || fstatSync(other).size < size) return false;
  const last = Math.max(0, size - headBytes);
  return (
    readAt(one, 0, Math.min(headBytes, size)).equals(readAt(other, 0, Math.min(headBytes, size))) &&
    readAt(one, last, size - last).equals(readAt(other, last, size - last))
  );
}
