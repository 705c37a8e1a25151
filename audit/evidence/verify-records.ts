import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { SaltedRecord } from './block.ts';
import { Damage } from './damage.ts';
import { indexPath, listSegments, segmentPath } from './files.ts';
import type { Findings } from './findings.ts';
import type { Head } from './head.ts';
import { type BlockPlace, decodeIndex, placeOf, scanSegment } from './segment.ts';
import { entryOf, openBlock } from './stored.ts';

/**
 * Reads every kept record of a log.
 * @param each gets every place from `firstKept` to the end in order, with entry and record where they are whole
 */
export async function checkRecords(
  directory: string,
  origin: string,
  head: Head,
  findings: Findings,
  each: (index: number, entry: Buffer | undefined, record: SaltedRecord | undefined) => void,
  signal?: AbortSignal,
): Promise<void> {
  const sequences = new Map<string, number>();
  let next = head.firstKept;
  const skipTo = (index: number) => {
    for (; next < Math.min(index, head.size); next++) each(next, undefined, undefined);
  };
  const segments = listSegments(directory).filter((first) => first <= head.segment);
  for (const [i, first] of segments.entries()) {
    const path = segmentPath(directory, first);
    const file = relative(directory, path);
    const end = segments[i + 1] ?? head.size;
    if (end <= head.firstKept && segments[i + 1] !== undefined) continue;
    if (first !== next) {
      const text = { zh: `缺少第 ${next} 条起的记录`, en: `records from ${next} on are missing` };
      findings.add(first > next ? 'segment' : 'unexpected-file', file, text, next);
      skipTo(first);
    }
    const isLast = first === head.segment;
    const scan = scanSegment(path);
    if (!scan || scan.preamble.first !== first || scan.preamble.origin !== origin) {
      const text = { zh: '文件开头损坏或属于另一份日志', en: 'its beginning is damaged or of another log' };
      findings.add('segment', file, text, first);
      scan?.close();
      skipTo(end);
      continue;
    }
    const places: BlockPlace[] = [];
    for (const [name, sequence] of scan.preamble.sources) {
      const known = sequences.get(name);
      if (known !== undefined && known !== sequence) sequenceFinding(findings, file, name, first);
      sequences.set(name, sequence);
    }
    try {
      for (const block of scan.blocks()) {
        signal?.throwIfAborted();
        if (isLast && block.offset >= head.offset) break;
        if (block.head.first !== next || next + block.head.count > end) {
          const text = { zh: `此处应是第 ${next} 条`, en: `record ${next} must stand here` };
          findings.add('segment', file, text, next);
          break;
        }
        places.push(placeOf(block));
        for (const record of openBlock(path, block.bytes, block.head)) {
          const due = sequences.get(record.source) ?? 0;
          if (record.sequence !== due) sequenceFinding(findings, file, record.source, record.index);
          sequences.set(record.source, record.sequence + 1);
          each(record.index, entryOf(record), record);
          next = record.index + 1;
        }
        await turn();
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      findings.add('segment', file, error.reason, next);
    } finally {
      scan.close();
    }
    if (next < end) {
      const text = { zh: `第 ${next} 条起损坏或被截断`, en: `damaged or cut off from record ${next} on` };
      findings.add('segment', file, text, next);
      skipTo(end);
    } else if (!isLast && statSync(path).size !== scan.end()) {
      findings.add('segment', file, { zh: '末尾多出内容', en: 'bytes behind its last block' }, next);
    }
    if (!isLast) checkIndex(directory, first, places, findings);
  }
  skipTo(head.size);
  if (!segments.includes(head.segment)) {
    const file = relative(directory, segmentPath(directory, head.segment));
    findings.add('missing-file', file, { zh: '文件丢失', en: 'the file is missing' }, head.segment);
  }
}

function sequenceFinding(findings: Findings, file: string, source: string, index: number): void {
  const text = { zh: `来源 ${source} 的序号不连续`, en: `the sequence of source ${source} has a gap` };
  findings.add('sequence', file, text, index);
}

function checkIndex(
  directory: string,
  first: number,
  places: readonly BlockPlace[],
  findings: Findings,
): void {
  const path = indexPath(directory, first);
  const index = existsSync(path) ? decodeIndex(readFileSync(path)) : undefined;
  if (JSON.stringify(index) === JSON.stringify(places)) return;
  const text = { zh: '索引损坏，与分段不符', en: 'the index is damaged or of another segment' };
  findings.add('segment-index', relative(directory, path), text, first);
}
