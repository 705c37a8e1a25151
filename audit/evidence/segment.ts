import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type BlockHead, type BlockTable, blockHeadBytes, decodeBlockHead, isWholeBlock } from './block.ts';
import { readAt, withFile } from './files.ts';

/**
 * A segment begins with where everything stood before it: so nothing older is read to go on writing, and
 * older segments can go.
 */
export type Preamble = BlockTable & { readonly origin: string; readonly first: number };

/** Where a block lies in its segment. */
export type BlockPlace = Pick<BlockHead, 'first' | 'count' | 'length' | 'minReceived' | 'maxReceived'> & {
  readonly offset: number;
};

const magic = Buffer.from('ANS1');
const indexMagic = Buffer.from('ANI1');
const indexHeadBytes = 40;
const placeBytes = 48;
const maxPreambleBytes = 256 << 20;

/** Magic, length, JSON, SHA-256 of all before. */
export function encodePreamble(preamble: Preamble): Buffer {
  const text = Buffer.from(JSON.stringify(preamble));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const all = Buffer.concat([magic, length, text]);
  return Buffer.concat([all, hash('sha256', all, 'buffer')]);
}

/** What a walk over a segment meets. */
export type SegmentScan = {
  readonly preamble: Preamble;
  readonly preambleBytes: number;
  /** Each whole block in order, with its bytes (only good until the next one). */
  blocks(): Generator<{ readonly head: BlockHead; readonly offset: number; readonly bytes: Buffer }>;
  /** Where the last whole block ended; what is behind is none. After `blocks` ran out. */
  end(): number;
  size(): number;
  close(): void;
};

/**
 * Opens a segment for reading from its front. A block is whole when its checksum is right; the walk ends
 * before the first that is not.
 * @returns undefined when not even the preamble is whole
 */
export function scanSegment(path: string): SegmentScan | undefined {
  const fd = openSync(path, 'r');
  const preamble = readPreamble(fd);
  if (!preamble) {
    closeSync(fd);
    return undefined;
  }
  let at = preamble.length;
  return {
    preamble: preamble.value,
    preambleBytes: preamble.length,
    *blocks() {
      for (;;) {
        const head = decodeBlockHead(readAt(fd, at, blockHeadBytes));
        if (!head) return;
        const bytes = readAt(fd, at, head.length);
        if (!isWholeBlock(bytes, head)) return;
        yield { head, offset: at, bytes };
        at += head.length;
      }
    },
    end: () => at,
    size: () => fstatSync(fd).size,
    close: () => closeSync(fd),
  };
}

function readPreamble(fd: number): { value: Preamble; length: number } | undefined {
  const start = readAt(fd, 0, 8);
  if (start.length < 8 || !start.subarray(0, 4).equals(magic)) return undefined;
  const size = start.readUInt32LE(4);
  const length = 8 + size + 32;
  if (size > maxPreambleBytes || length > fstatSync(fd).size) return undefined;
  const all = readAt(fd, 0, length);
  if (!hash('sha256', all.subarray(0, -32), 'buffer').equals(all.subarray(-32))) return undefined;
  return { value: JSON.parse(all.toString('utf8', 8, 8 + size)) as Preamble, length };
}

/** A finished or growing segment as a whole: records from `first` up to `end`, received between two times. */
export type Segment = {
  readonly first: number;
  readonly end: number;
  readonly minReceived: number;
  readonly maxReceived: number;
};

/** @param places of all blocks of the segment that begins with record `first` */
export function summaryOf(first: number, places: readonly BlockPlace[]): Segment {
  const last = places.at(-1);
  let minReceived = Number.POSITIVE_INFINITY;
  let maxReceived = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    minReceived = Math.min(minReceived, place.minReceived);
    maxReceived = Math.max(maxReceived, place.maxReceived);
  }
  return { first, end: last ? last.first + last.count : first, minReceived, maxReceived };
}

/** The summary of a finished segment and the places of all its blocks, with a checksum. */
export function encodeIndex(first: number, places: readonly BlockPlace[]): Buffer {
  const bytes = Buffer.alloc(indexHeadBytes + places.length * placeBytes);
  bytes.set(indexMagic, 0);
  bytes.writeUInt32LE(places.length, 4);
  const { end, minReceived, maxReceived } = summaryOf(first, places);
  writeDoubles(bytes, 8, [first, end, minReceived, maxReceived]);
  places.forEach((place, i) => {
    const { first: begin, count, offset, length } = place;
    const at = indexHeadBytes + i * placeBytes;
    writeDoubles(bytes, at, [begin, count, offset, length, place.minReceived, place.maxReceived]);
  });
  return Buffer.concat([bytes, hash('sha256', bytes, 'buffer')]);
}

/** @returns undefined when it is not whole */
export function decodeIndex(bytes: Buffer): BlockPlace[] | undefined {
  if (bytes.length < indexHeadBytes || !bytes.subarray(0, 4).equals(indexMagic)) return undefined;
  const count = bytes.readUInt32LE(4);
  const end = indexHeadBytes + count * placeBytes;
  if (bytes.length !== end + 32) return undefined;
  if (!hash('sha256', bytes.subarray(0, end), 'buffer').equals(bytes.subarray(end))) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const value = (k: number) => bytes.readDoubleLE(indexHeadBytes + i * placeBytes + 8 * k);
    return {
      first: value(0),
      count: value(1),
      offset: value(2),
      length: value(3),
      minReceived: value(4),
      maxReceived: value(5),
    };
  });
}

/** The summary at the front of an index; its checksum is left to `decodeIndex`. Undefined when there is none. */
export function readSummary(path: string): Segment | undefined {
  return withFile(path, (fd) => {
    const bytes = readAt(fd, 0, indexHeadBytes);
    if (bytes.length < indexHeadBytes || !bytes.subarray(0, 4).equals(indexMagic)) return undefined;
    const value = (k: number) => bytes.readDoubleLE(8 + 8 * k);
    return { first: value(0), end: value(1), minReceived: value(2), maxReceived: value(3) };
  });
}

function writeDoubles(bytes: Buffer, at: number, values: readonly number[]): void {
  for (const [i, value] of values.entries()) bytes.writeDoubleLE(value, at + 8 * i);
}

/** Walks a whole segment for the places of its blocks; none when its beginning is damaged. */
export function scanPlaces(path: string): BlockPlace[] {
  const scan = scanSegment(path);
  if (!scan) return [];
  try {
    return Array.from(scan.blocks(), placeOf);
  } finally {
    scan.close();
  }
}

/** The place of a block that a walk met. */
export function placeOf({ head, offset }: { head: BlockHead; offset: number }): BlockPlace {
  const { first, count, length, minReceived, maxReceived } = head;
  return { first, count, offset, length, minReceived, maxReceived };
}
