import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { saltBytes } from '../core/merkle/envelope.ts';
import type { StoredRecord } from '../core/record.ts';

/**
 * A block on disk: fixed head, table (JSON), body (zstd), SHA-256 of all before. The table names the sources
 * and streams of the block and where each of them stands after it, so that reading heads and tables alone
 * is enough to go on writing.
 */
export type BlockTable = {
  /** Source and its next sequence after this block. */
  readonly sources: readonly (readonly [name: string, next: number])[];
  /** Stream of a source, as one key (`streamKey`), and the last position stored. */
  readonly streams: readonly (readonly [key: string, position: number])[];
};

export type BlockHead = {
  readonly first: number;
  readonly count: number;
  readonly minReceived: number;
  readonly maxReceived: number;
  /** Bytes of the whole block on disk. */
  readonly length: number;
  readonly tableLength: number;
  readonly bodyLength: number;
};

/** A record with the salt under which its digests stand in the tree. */
export type SaltedRecord = StoredRecord & { readonly salt: Buffer };

const magic = Buffer.from('ANB1');
export const blockHeadBytes = 56;
const sumBytes = 32;
/** No block is larger than its largest record and this. */
export const maxBlockBytes = 64 << 20;

/** Where the fields of a record stand in a body; the salt and behind it the raw bytes end it. */
export const recordLayout = {
  length: 0,
  flags: 4,
  source: 5,
  stream: 7,
  eventTime: 9,
  receivedAt: 17,
  position: 25,
  sequence: 33,
  salt: 41,
  raw: 41 + saltBytes,
} as const;

export const recordFlags = { eventTime: 1, origin: 2 } as const;

/** One key of a stream within its source. */
export function streamKey(source: string, stream: string): string {
  return JSON.stringify([source, stream]);
}

export function encodeBlock(
  head: Pick<BlockHead, 'first' | 'count' | 'minReceived' | 'maxReceived'>,
  table: BlockTable,
  body: Uint8Array,
): Buffer {
  const names = Buffer.from(JSON.stringify(table));
  const packed = zstdCompressSync(body);
  const length = blockHeadBytes + names.length + packed.length + sumBytes;
  const block = Buffer.alloc(length);
  block.set(magic, 0);
  block.writeUInt32LE(length, 4);
  block.writeUInt32LE(names.length, 8);
  block.writeUInt32LE(body.length, 12);
  block.writeUInt32LE(head.count, 16);
  block.writeDoubleLE(head.first, 24);
  block.writeDoubleLE(head.minReceived, 32);
  block.writeDoubleLE(head.maxReceived, 40);
  block.set(names, blockHeadBytes);
  block.set(packed, blockHeadBytes + names.length);
  block.set(hash('sha256', block.subarray(0, length - sumBytes), 'buffer'), length - sumBytes);
  return block;
}

/** The head of the block that begins here; undefined when none does. */
export function decodeBlockHead(bytes: Buffer): BlockHead | undefined {
  if (bytes.length < blockHeadBytes || !bytes.subarray(0, 4).equals(magic)) return undefined;
  const head = {
    length: bytes.readUInt32LE(4),
    tableLength: bytes.readUInt32LE(8),
    bodyLength: bytes.readUInt32LE(12),
    count: bytes.readUInt32LE(16),
    first: bytes.readDoubleLE(24),
    minReceived: bytes.readDoubleLE(32),
    maxReceived: bytes.readDoubleLE(40),
  };
  const least = blockHeadBytes + head.tableLength + sumBytes;
  return head.length < least || head.length > maxBlockBytes || head.bodyLength > maxBlockBytes
    ? undefined
    : head;
}

/** Whether these bytes are one whole block with its own checksum. */
export function isWholeBlock(bytes: Buffer, head: BlockHead): boolean {
  if (bytes.length !== head.length) return false;
  const end = head.length - sumBytes;
  return hash('sha256', bytes.subarray(0, end), 'buffer').equals(bytes.subarray(end));
}

/** @param bytes a whole block */
export function blockTable(bytes: Buffer, { tableLength }: BlockHead): BlockTable {
  return JSON.parse(bytes.toString('utf8', blockHeadBytes, blockHeadBytes + tableLength));
}

/** The body as it lies on disk. @param bytes a whole block */
export function packedBody(bytes: Buffer, { length, tableLength }: BlockHead): Buffer {
  return bytes.subarray(blockHeadBytes + tableLength, length - sumBytes);
}

/** The body as it was before compression. @throws when it is not zstd or of another length */
export function blockBody(bytes: Buffer, head: BlockHead): Buffer {
  const body = zstdDecompressSync(packedBody(bytes, head), { maxOutputLength: Math.max(1, head.bodyLength) });
  if (body.length !== head.bodyLength) throw new RangeError('body of another length');
  return body;
}

/** The records of a block. @throws RangeError when body and table do not fit */
export function decodeRecords(body: Buffer, head: BlockHead, table: BlockTable): SaltedRecord[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const records: SaltedRecord[] = [];
  let at = 0;
  for (let i = 0; i < head.count; i++) {
    const begin = at + recordLayout.raw;
    const flags = view.getUint8(at + recordLayout.flags);
    const source = table.sources[view.getUint16(at + recordLayout.source, true)]?.[0];
    const end = begin + view.getUint32(at + recordLayout.length, true);
    if (source === undefined || end > body.length) throw new RangeError('a record does not fit its block');
    const key = table.streams[view.getUint16(at + recordLayout.stream, true)]?.[0];
    const origin =
      (flags & recordFlags.origin) !== 0 && key !== undefined
        ? {
            stream: (JSON.parse(key) as [string, string])[1],
            position: view.getFloat64(at + recordLayout.position, true),
          }
        : undefined;
    records.push({
      source,
      raw: body.subarray(begin, end),
      eventTime:
        (flags & recordFlags.eventTime) !== 0 ? view.getFloat64(at + recordLayout.eventTime, true) : null,
      receivedAt: view.getFloat64(at + recordLayout.receivedAt, true),
      ...(origin && { origin }),
      index: head.first + i,
      sequence: view.getFloat64(at + recordLayout.sequence, true),
      salt: body.subarray(at + recordLayout.salt, begin),
    });
    at = end;
  }
  if (at !== body.length) throw new RangeError('bytes behind the last record');
  return records;
}
