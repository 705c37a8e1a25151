import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import {
  blockTable,
  decodeBlockHead,
  decodeRecords,
  isWholeBlock,
  packedBody,
  type SaltedRecord,
} from './block.ts';
import { Damage } from './damage.ts';
import { segmentPath } from './files.ts';
import type { BlockPlace } from './segment.ts';
import type { Found } from './segments.ts';

const unpack = promisify(zstdDecompress);
const maxOpenFiles = 8;
const maxBlocks = 4;

/** Reads committed records by their place, and forgets nothing that was just read. */
export type BlockReader = {
  /** @throws Damage */
  read(segment: number, place: BlockPlace): Promise<readonly SaltedRecord[]>;
  /** Closes files, of segments before `first` or all. */
  forget(first?: number): Promise<void>;
};

export function createBlockReader(directory: string): BlockReader {
  const files = new Map<number, Promise<FileHandle>>();
  const blocks = new Map<number, Promise<readonly SaltedRecord[]>>();

  const load = async (segment: number, place: BlockPlace) => {
    const path = segmentPath(directory, segment);
    try {
      const file = await cached(files, segment, maxOpenFiles, () => open(path, 'r'), closeQuietly);
      const bytes = Buffer.allocUnsafe(place.length);
      const { bytesRead } = await file.read(bytes, 0, place.length, place.offset);
      const head = decodeBlockHead(bytes.subarray(0, bytesRead));
      if (!head || head.first !== place.first || !isWholeBlock(bytes.subarray(0, bytesRead), head)) {
        throw new RangeError('checksum');
      }
      const body = await unpack(packedBody(bytes, head), { maxOutputLength: Math.max(1, head.bodyLength) });
      return decodeRecords(body, head, blockTable(bytes, head));
    } catch (error) {
      blocks.delete(place.first);
      files.delete(segment);
      throw new Damage(path, {
        zh: `从第 ${place.first} 条开始的数据块无法读取`,
        en: `the block from record ${place.first} on cannot be read (${error instanceof Error ? error.message : error})`,
      });
    }
  };

  return {
    read: (segment, place) => cached(blocks, place.first, maxBlocks, () => load(segment, place)),
    async forget(first = Number.POSITIVE_INFINITY) {
      blocks.clear();
      for (const [segment, file] of files) {
        if (segment >= first) continue;
        files.delete(segment);
        await closeQuietly(file);
      }
    },
  };
}

/** Records of one reading are at most about that many bytes. */
const maxReadBytes = 4 << 20;

/**
 * Records from `from` on in the blocks given, without a gap between them; at most `limit` and at most about 4 MiB.
 * @throws Damage
 */
export async function readRecords(
  reader: BlockReader,
  blocks: readonly Found[],
  from: number,
  limit: number,
): Promise<SaltedRecord[]> {
  const records: SaltedRecord[] = [];
  let bytes = 0;
  for (const { segment, place } of blocks) {
    const read = await reader.read(segment, place);
    for (let at = from + records.length - place.first; at < read.length; at++) {
      if (records.length >= limit || bytes >= maxReadBytes) return records;
      const record = read[at]!;
      bytes += record.raw.length;
      records.push(record);
    }
  }
  return records;
}

/** A small cache that drops what was not asked for longest. */
function cached<V>(
  kept: Map<number, Promise<V>>,
  key: number,
  max: number,
  make: () => Promise<V>,
  drop: (value: Promise<V>) => unknown = () => undefined,
): Promise<V> {
  const value = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept;
  if (kept.size > max && oldest) {
    kept.delete(oldest[0]);
    drop(oldest[1]);
  }
  return value;
}

async function closeQuietly(file: Promise<FileHandle>): Promise<void> {
  await file.then((handle) => handle.close()).catch(() => undefined);
}
