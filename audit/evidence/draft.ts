import { maxSourceBytes } from '../core/merkle/envelope.ts';
import type { NewRecord } from '../core/record.ts';
import { recordFlags, recordLayout, streamKey } from './block.ts';

/** A block on its way to the writer: a body whose sequences and salts are still to be filled in. */
export type DraftBlock = {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly count: number;
  readonly sources: readonly string[];
  /** Keys of streams (`streamKey`), as the records refer to them. */
  readonly streams: readonly string[];
};

export type Batch = {
  readonly blocks: readonly DraftBlock[];
  /** How many records each call of `append` put in, in order. */
  readonly calls: readonly number[];
};

/** No longer record is taken: lines of that size are no log lines. */
export const maxRawBytes = 16 << 20;
const maxNameBytes = 1024;
const usualBlockBytes = 512 << 10;
const maxNamesABlock = 60_000;

/** Gathers records into blocks without a copy more than one. */
export type Drafting = {
  add(record: NewRecord): void;
  bytes(): number;
  records(): number;
  /** What was gathered; the drafting begins anew. */
  take(): DraftBlock[];
};

/** @throws RangeError for a record that never fits */
export function checkRecord({ source, raw, origin, receivedAt }: NewRecord): void {
  if (raw.length > maxRawBytes) throw new RangeError(`a record of ${raw.length} bytes`);
  if (source === '' || Buffer.byteLength(source) > maxSourceBytes || !source.isWellFormed()) {
    throw new RangeError('name of a source');
  }
  if (!Number.isSafeInteger(receivedAt)) throw new RangeError('time of receipt');
  if (!origin) return;
  if (Buffer.byteLength(origin.stream) > maxNameBytes) throw new RangeError('name of a stream');
  if (!Number.isFinite(origin.position)) throw new RangeError('position in a stream');
}

export function createDrafting(): Drafting {
  let done: DraftBlock[] = [];
  let body = Buffer.allocUnsafeSlow(usualBlockBytes);
  let view = new DataView(body.buffer);
  let used = 0;
  let count = 0;
  let total = 0;
  let records = 0;
  const sources = new Map<string, number>();
  const streams = new Map<string, number>();
  let lastSource: string | undefined;
  let lastSourceRef = 0;
  let lastStream: string | undefined;
  let lastStreamRef = 0;

  const finish = () => {
    if (count === 0) return;
    const { buffer } = body;
    done.push({
      body: new Uint8Array(buffer, 0, used),
      count,
      sources: [...sources.keys()],
      streams: [...streams.keys()],
    });
    body = Buffer.allocUnsafeSlow(usualBlockBytes);
    view = new DataView(body.buffer);
    used = count = 0;
    sources.clear();
    streams.clear();
    lastSource = lastStream = undefined;
  };

  const sourceRef = (source: string) => {
    if (source !== lastSource) {
      lastSourceRef = refOf(sources, source);
      lastSource = source;
      lastStream = undefined;
    }
    return lastSourceRef;
  };
  const streamRef = (source: string, stream: string) => {
    if (stream !== lastStream) {
      lastStreamRef = refOf(streams, streamKey(source, stream));
      lastStream = stream;
    }
    return lastStreamRef;
  };

  return {
    add({ source, raw, eventTime, receivedAt, origin }) {
      const length = recordLayout.raw + raw.length;
      if (used + length > body.length || sources.size >= maxNamesABlock || streams.size >= maxNamesABlock) {
        finish();
        if (length > body.length) {
          body = Buffer.allocUnsafeSlow(length);
          view = new DataView(body.buffer);
        }
      }
      const said = eventTime !== null && Number.isFinite(eventTime);
      const flags = (said ? recordFlags.eventTime : 0) | (origin ? recordFlags.origin : 0);
      view.setUint32(used + recordLayout.length, raw.length, true);
      view.setUint8(used + recordLayout.flags, flags);
      view.setUint16(used + recordLayout.source, sourceRef(source), true);
      view.setUint16(used + recordLayout.stream, origin ? streamRef(source, origin.stream) : 0, true);
      view.setFloat64(used + recordLayout.eventTime, said ? Math.trunc(eventTime) : 0, true);
      view.setFloat64(used + recordLayout.receivedAt, receivedAt, true);
      view.setFloat64(used + recordLayout.position, origin ? origin.position : 0, true);
      body.set(raw, used + recordLayout.raw);
      used += length;
      total += length;
      count += 1;
      records += 1;
    },
    bytes: () => total,
    records: () => records,
    take() {
      finish();
      const blocks = done;
      done = [];
      total = records = 0;
      return blocks;
    },
  };
}

function refOf(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
