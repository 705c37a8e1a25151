import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Assembler } from '../../core/parse/types.ts';
import { maxRecordBytes } from '../../core/records-body.ts';
import { readAt } from '../../evidence/files.ts';
import { createJoiner, type Joiner, type Line, type Range } from './joiner.ts';
import { anchorBytes, hasMarks, headBytes, type Mark, markOf, nothing, sameMark } from './marks.ts';

/** What is kept of a file across restarts. */
export type FilePlace = {
  readonly path: string;
  readonly base: string;
  readonly inode: string;
  readonly head: Mark;
  readonly anchor: Mark;
  /** Bytes that were read. */
  readonly offset: number;
  /** Of these, lines that are in no record yet. */
  readonly held: readonly Range[];
  /** Rotated away, read to its end, and quiet since: that it is removed some day is as it should be. */
  readonly finished: boolean;
};

/** A file that is followed. */
export type Tracked = {
  readonly id: string;
  readonly base: string;
  path: string;
  inode: string;
  head: Mark;
  /** The bytes that `head` is of. */
  start: Buffer;
  anchor: Mark;
  offset: number;
  joiner: Joiner;
  fd: number | undefined;
  /** No longer under its base path: only what its writer still adds will come. */
  rotated: boolean;
  /** Removed: it is there for as long as it is open here. */
  gone: boolean;
  finished: boolean;
  /** When bytes were last found after `offset`, on the monotonic clock. */
  grewAt: number;
  /** Bytes after `offset` at that time: a line without its end. */
  rest: number;
};

export type Lines = {
  readonly lines: readonly Line[];
  /** There may be more at once. */
  readonly more: boolean;
};

const chunk = 256 * 1024;

export function track(
  id: string,
  entry: { readonly path: string; readonly base: string; readonly inode: string },
  assemble: (() => Assembler) | undefined,
): Tracked {
  return {
    id,
    base: entry.base,
    path: entry.path,
    inode: entry.inode,
    head: nothing,
    start: Buffer.alloc(0),
    anchor: nothing,
    offset: 0,
    joiner: createJoiner(assemble?.()),
    fd: undefined,
    rotated: entry.path !== entry.base,
    gone: false,
    finished: false,
    grewAt: performance.now(),
    rest: 0,
  };
}

export const placeOf = ({
  path,
  base,
  inode,
  head,
  anchor,
  offset,
  joiner,
  finished,
}: Tracked): FilePlace => ({
  path,
  base,
  inode,
  head,
  anchor,
  offset,
  held: joiner.held(),
  finished,
});

/** @returns whether it is open */
export function openTracked(file: Tracked): boolean {
  if (file.fd !== undefined) return true;
  try {
    file.fd = openSync(file.path, 'r');
  } catch {
    return false;
  }
  const { dev, ino } = fstatSync(file.fd, { bigint: true });
  if (`${dev}:${ino}` === file.inode) return true;
  closeTracked(file);
  return false;
}

export function closeTracked(file: Tracked): void {
  if (file.fd !== undefined) closeSync(file.fd);
  file.fd = undefined;
}

/** Whether it has no name any more. */
export const isRemoved = ({ fd }: Tracked): boolean => fstatSync(fd!).nlink === 0;

/** Whether the file is still the one that was read up to `offset`, and not cut off or written anew. */
export const isSound = (file: Tracked): boolean => hasMarks(file.fd!, file);

/** Moves on without reading: what is there now is not asked for. */
export function skipToEnd(file: Tracked): void {
  const offset = fstatSync(file.fd!).size;
  const length = Math.min(anchorBytes, offset);
  file.offset = offset;
  file.anchor = markOf(readAt(file.fd!, offset - length, length));
  file.start = readAt(file.fd!, 0, Math.min(headBytes, offset));
  file.head = markOf(file.start);
}

/**
 * The next whole lines, and moves on behind them; undefined when the file was cut off or written anew.
 * A line beyond the longest record goes on in the next one.
 * @param last the end of the file ends its last line
 */
export function readLines(file: Tracked, last: boolean): Lines | undefined {
  const { offset } = file;
  const before = file.anchor[0];
  let size = chunk;
  let read = readFromAnchor(file, size);
  if (read && read.length === before + size && read.indexOf(0x0a, before) < 0) {
    size = maxRecordBytes;
    read = readFromAnchor(file, size);
  }
  if (!read) return undefined;
  const bytes = read.subarray(before);
  if (bytes.length !== file.rest) {
    file.grewAt = performance.now();
    file.rest = bytes.length;
  }
  const lines: Line[] = [];
  let from = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
    lines.push({ text: bytes.toString('latin1', from, end), from: offset + from, to: offset + end });
    from = end + 1;
  }
  if (from === 0 && bytes.length > 0 && (bytes.length === maxRecordBytes || last)) {
    lines.push({ text: bytes.toString('latin1'), from: offset, to: offset + bytes.length });
    from = bytes.length;
  }
  if (from === 0) return { lines, more: false };
  // All marks are of the very bytes that were read: were the file cut off meanwhile, the next look must tell.
  file.offset = offset + from;
  file.finished = false;
  file.rest = bytes.length - from;
  if (file.start.length < headBytes) {
    const room = Math.min(from, headBytes - file.start.length);
    file.start = Buffer.concat([file.start, bytes.subarray(0, room)]);
    file.head = markOf(file.start);
  }
  file.anchor = markOf(read.subarray(Math.max(0, before + from - anchorBytes), before + from));
  return { lines, more: bytes.length === size };
}

/** What was read last, to see that it is the same, and what follows; undefined when it is not the same. */
function readFromAnchor({ fd, anchor, offset }: Tracked, length: number): Buffer | undefined {
  const read = readAt(fd!, offset - anchor[0], anchor[0] + length);
  return sameMark(read, anchor) ? read : undefined;
}

/** Takes up a file where it was left; false when it is not that file any more. */
export function resume(file: Tracked, place: FilePlace): boolean {
  file.head = place.head;
  file.anchor = place.anchor;
  file.offset = place.offset;
  file.finished = place.finished;
  if (!isSound(file)) return false;
  file.start = Buffer.from(readAt(file.fd!, 0, place.head[0]));
  for (const [from, to] of place.held) {
    let at = from;
    for (const text of readAt(file.fd!, from, to - from)
      .toString('latin1')
      .split('\n')) {
      file.joiner.push({ text, from: at, to: at + text.length });
      at += text.length + 1;
    }
  }
  return true;
}
