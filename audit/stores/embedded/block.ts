import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { EcsFields } from '../../core/record.ts';

/** Events that are compressed together. */
export const blockSize = 32;

/** Place in the log and the fields as JSON. */
export type Packed = { readonly index: number; readonly json: string };

const entrySize = 10;

/** A block is about 30 KiB: in one piece it is three times as fast as in the usual 16 KiB. */
const chunkSize = 65_536;

/**
 * Count (2 bytes), then for each event its place in the log (6 bytes) and where its JSON ends (4 bytes), then
 * the JSON texts; compressed.
 */
export function packBlock(events: readonly Packed[]): Buffer {
  const head = 2 + events.length * entrySize;
  const bodies = events.map((event) => Buffer.from(event.json));
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  const plain = Buffer.allocUnsafe(head + size);
  plain.writeUInt16LE(events.length, 0);
  let end = 0;
  events.forEach((event, i) => {
    const body = bodies[i]!;
    body.copy(plain, head + end);
    end += body.length;
    plain.writeUIntLE(event.index, 2 + i * entrySize, 6);
    plain.writeUInt32LE(end, 8 + i * entrySize);
  });
  return zstdCompressSync(plain, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

export type Block = {
  readonly count: number;
  indexAt(slot: number): number;
  jsonAt(slot: number): string;
  fieldsAt(slot: number): EcsFields;
};

export function openBlock(data: Uint8Array): Block {
  const plain = zstdDecompressSync(data, { chunkSize });
  const count = plain.readUInt16LE(0);
  const head = 2 + count * entrySize;
  const endOf = (slot: number) => (slot < 0 ? 0 : plain.readUInt32LE(8 + slot * entrySize));
  const jsonAt = (slot: number) => plain.toString('utf8', head + endOf(slot - 1), head + endOf(slot));
  return {
    count,
    indexAt: (slot) => plain.readUIntLE(2 + slot * entrySize, 6),
    jsonAt,
    fieldsAt: (slot) => JSON.parse(jsonAt(slot)) as EcsFields,
  };
}
