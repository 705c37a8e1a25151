import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '#platform/kernel/event.ts';
import { decodeFrame, decodeHead, payloadAt } from './frames.ts';

/** A file of frames as it is known in memory. */
export type Segment = {
  readonly number: number;
  readonly path: string;
  readonly stream: string;
  /** Position of its first record. */
  readonly first: number;
  records: number;
  /** Bytes that are sound and on disk. */
  size: number;
};

export type Recovered = {
  readonly segments: Segment[];
  readonly places: Map<string, Json>;
  /** Files that a crash cannot have left so: something else changed them. */
  readonly damaged: readonly string[];
  /** First number that no file has. */
  readonly next: number;
};

const suffix = '.seg';
export const segmentPath = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(12, '0')}${suffix}`);

/**
 * What a folder of segments holds. A crash can tear the end of the newest segment of a run: what is torn was
 * never acknowledged to an input, which reads it again.
 */
export function recover(folder: string): Recovered {
  const segments: Segment[] = [];
  const places = new Map<string, Json>();
  const damaged: string[] = [];
  const names = readdirSync(folder)
    .filter((name) => /^\d{12}\.seg$/.test(name))
    .sort();
  let torn: Segment | undefined;
  for (const name of names) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const head = payloadAt(bytes, 0);
    if (head === undefined) {
      if (name !== names.at(-1) && bytes.length > 0) damaged.push(path);
      continue;
    }
    const { stream, first, places: all } = decodeHead(head.payload);
    // A run goes on in a new segment only after the one before was whole on disk.
    if (torn && torn.stream === stream) damaged.push(torn.path);
    torn = undefined;
    places.clear();
    for (const [key, place] of Object.entries(all)) places.set(key, place);
    const segment = { number: Number(name.slice(0, 12)), path, stream, first, records: 0, size: head.next };
    let frame = payloadAt(bytes, segment.size);
    while (frame) {
      const { records, places: changed } = decodeFrame(frame.payload);
      applyPlaces(places, changed);
      segment.records += records.length;
      segment.size = frame.next;
      frame = payloadAt(bytes, segment.size);
    }
    if (segment.size < bytes.length) torn = segment;
    segments.push(segment);
  }
  return { segments, places, damaged, next: Number(names.at(-1)?.slice(0, 12) ?? -1) + 1 };
}

export function applyPlaces(places: Map<string, Json>, changed: Readonly<Record<string, Json>>): void {
  for (const [key, place] of Object.entries(changed)) {
    if (place === null) places.delete(key);
    else places.set(key, place);
  }
}
