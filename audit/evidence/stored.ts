import { digestsOf, encodeEnvelope } from '../core/merkle/envelope.ts';
import { type BlockHead, blockBody, blockTable, decodeRecords, type SaltedRecord } from './block.ts';
import { Damage } from './damage.ts';
import { segmentPath } from './files.ts';
import { scanSegment } from './segment.ts';

/** The entry of the tree that a stored record stands for. */
export function entryOf(record: SaltedRecord): Buffer {
  const salted = Buffer.concat([record.salt, record.raw]);
  return encodeEnvelope(Buffer.from(record.source), { ...record, ...digestsOf(salted) });
}

/** The records of a whole block. @throws Damage when its inside is not what its head says */
export function openBlock(file: string, bytes: Buffer, head: BlockHead): SaltedRecord[] {
  try {
    return decodeRecords(blockBody(bytes, head), head, blockTable(bytes, head));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Damage(file, {
      zh: `从第 ${head.first} 条开始的数据块无法解开（${text}）`,
      en: `the block from record ${head.first} on cannot be opened (${text})`,
    });
  }
}

/**
 * Records from `from` up to `to` out of the segments, one after the other.
 * @param segments first records of all segments, ascending
 * @throws Damage when one is missing
 */
export function* storedRecords(
  directory: string,
  segments: readonly number[],
  from: number,
  to: number,
): Generator<SaltedRecord> {
  let next = from;
  const begin = segments.findLastIndex((first) => first <= from);
  for (const first of begin < 0 ? [] : segments.slice(begin)) {
    if (next >= to) return;
    const path = segmentPath(directory, first);
    const scan = scanSegment(path);
    if (!scan) throw new Damage(path, { zh: '文件开头损坏', en: 'its beginning is damaged' });
    try {
      for (const { head, bytes } of scan.blocks()) {
        if (head.first + head.count <= next) continue;
        for (const record of openBlock(path, bytes, head)) {
          if (record.index < next) continue;
          if (record.index >= to) return;
          yield record;
          next = record.index + 1;
        }
      }
    } finally {
      scan.close();
    }
  }
  if (next < to) {
    throw new Damage(segmentPath(directory, next), {
      zh: `缺少第 ${next} 条起的原始记录`,
      en: `raw records are missing from ${next} on`,
    });
  }
}
