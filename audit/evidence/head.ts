import { hash } from 'node:crypto';

/** How far the log is committed. Whatever lies behind it on disk was never acknowledged. */
export type Head = {
  /** Grows with every write of the head. */
  readonly counter: number;
  readonly size: number;
  /** Records before it were dropped by retention. */
  readonly firstKept: number;
  /** Tiles that end at or before it are on disk for certain. */
  readonly flushed: number;
  /** Size of the last checkpoint that was signed, as far as the head heard of it. */
  readonly signed: number;
  /** The segment that is written to, and its committed length. */
  readonly segment: number;
  readonly offset: number;
  /** RFC 6962 root of all `size` leaves. */
  readonly root: Buffer;
};

const magic = Buffer.from('ANH1');
const slotBytes = 128;
/** The two slots lie in sectors of their own: one write can tear one of them only. */
const slotEvery = 512;
export const headFileBytes = 2 * slotEvery;

/** A slot as it is written; `at` is its place in the file. */
export function encodeHead(head: Head): { readonly at: number; readonly slot: Buffer } {
  const slot = Buffer.alloc(slotEvery);
  slot.set(magic, 0);
  const { counter, size, firstKept, flushed, signed, segment, offset } = head;
  [counter, size, firstKept, flushed, signed, segment, offset].forEach((value, i) => {
    slot.writeDoubleLE(value, 8 + 8 * i);
  });
  slot.set(head.root, 64);
  slot.set(hash('sha256', slot.subarray(0, slotBytes - 32), 'buffer'), slotBytes - 32);
  return { at: (counter % 2) * slotEvery, slot };
}

/** Both slots; undefined for one that is not whole. */
export function decodeHeads(file: Buffer): readonly [Head | undefined, Head | undefined] {
  return [decodeSlot(file.subarray(0, slotEvery), 0), decodeSlot(file.subarray(slotEvery), 1)];
}

function decodeSlot(slot: Buffer, place: number): Head | undefined {
  if (slot.length !== slotEvery || !slot.subarray(0, 4).equals(magic)) return undefined;
  const sum = hash('sha256', slot.subarray(0, slotBytes - 32), 'buffer');
  if (!sum.equals(slot.subarray(slotBytes - 32, slotBytes))) return undefined;
  if (slot.subarray(slotBytes).some((byte) => byte !== 0)) return undefined;
  const value = (i: number) => slot.readDoubleLE(8 + 8 * i);
  if (value(0) % 2 !== place) return undefined;
  return {
    counter: value(0),
    size: value(1),
    firstKept: value(2),
    flushed: value(3),
    signed: value(4),
    segment: value(5),
    offset: value(6),
    root: Buffer.from(slot.subarray(64, 96)),
  };
}

/** The later of two heads. */
export function latestHead([a, b]: readonly [Head | undefined, Head | undefined]): Head | undefined {
  if (a && b) return a.counter > b.counter ? a : b;
  return a ?? b;
}
