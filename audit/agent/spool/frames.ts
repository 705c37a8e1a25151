import { crc32 } from 'node:zlib';
import type { Json } from '#platform/kernel/event.ts';

/** Where an input stands: its own shape, kept as JSON. Null: the input is gone. */
export type Places = Readonly<Record<string, Json>>;

export type SpooledRecord = {
  readonly raw: Buffer;
  /** When it happened, where the input itself says so; ms since 1970 UTC. */
  readonly time?: number;
};

/** Records and the place after them, written as one: either both are on disk or neither. */
export type Frame = { readonly records: readonly SpooledRecord[]; readonly places: Places };

/** First frame of a segment. */
export type SegmentHead = {
  /** Name under which the records are sent; new for each run of the agent. */
  readonly stream: string;
  /** Position of the first record in the stream. */
  readonly first: number;
  /** Every place as it was when the segment began. */
  readonly places: Places;
};

const frameHead = 8;
/** Beyond any frame that is written: what says it is longer is damaged. */
const maxFrame = 256 * 1024 * 1024;

/** The line of JSON: places, lengths of the records, their times. */
type FrameJson = {
  readonly p: Places;
  readonly s: readonly number[];
  readonly t?: readonly (number | null)[];
};

/** Length and CRC-32 of the payload, then the payload: a line of JSON and the bytes of the records. */
export function encodeFrame({ records, places }: Frame): Buffer {
  const timed = records.some(({ time }) => time !== undefined);
  const head: FrameJson = {
    p: places,
    s: records.map(({ raw }) => raw.length),
    ...(timed && { t: records.map(({ time }) => time ?? null) }),
  };
  return sealed([Buffer.from(`${JSON.stringify(head)}\n`), ...records.map(({ raw }) => raw)]);
}

export const encodeHead = (head: SegmentHead): Buffer => sealed([Buffer.from(JSON.stringify(head))]);

function sealed(parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const head = Buffer.alloc(frameHead);
  head.writeUInt32BE(payload.length, 0);
  head.writeUInt32BE(crc32(payload), 4);
  return Buffer.concat([head, payload]);
}

/** The payload at `offset` and where the next one begins; undefined when it is not whole and sound. */
export function payloadAt(bytes: Buffer, offset: number): { payload: Buffer; next: number } | undefined {
  if (offset + frameHead > bytes.length) return undefined;
  const next = offset + frameHead + bytes.readUInt32BE(offset);
  if (next === offset + frameHead || next > bytes.length || next - offset > maxFrame) return undefined;
  const payload = bytes.subarray(offset + frameHead, next);
  return crc32(payload) === bytes.readUInt32BE(offset + 4) ? { payload, next } : undefined;
}

export function decodeFrame(payload: Buffer): Frame {
  const end = payload.indexOf(0x0a);
  const { p, s, t } = JSON.parse(payload.toString('utf8', 0, end)) as FrameJson;
  let at = end + 1;
  const records = s.map((size, index) => {
    const raw = payload.subarray(at, at + size);
    at += size;
    const time = t?.[index] ?? undefined;
    return time === undefined ? { raw } : { raw, time };
  });
  return { records, places: p };
}

export const decodeHead = (payload: Buffer): SegmentHead =>
  JSON.parse(payload.toString('utf8')) as SegmentHead;
