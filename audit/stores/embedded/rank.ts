import type { Place } from '../reader.ts';

/**
 * Row number of an event: its second, then the low 31 bits of its place in the log. Rows so lie in the order
 * of time, in the table and in the index, and a number says when. Two events of one daily file have the same
 * one only if 2^31 events lie between them.
 */
export function rankOf({ second, index }: Place): bigint {
  return (BigInt(second) << 31n) | BigInt(index % 0x8000_0000);
}

/** Smallest rank of a second. */
export function rankAt(second: number): bigint {
  return BigInt(second) << 31n;
}

export function secondOf(rank: bigint): number {
  return Number(rank >> 31n);
}

/** Ranks from `low` to `high`, both inside. */
export type Ranks = { readonly low: bigint; readonly high: bigint };

export const allRanks: Ranks = { low: 0n, high: 0x7fff_ffff_ffff_ffffn };
