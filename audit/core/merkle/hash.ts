import { hash } from 'node:crypto';

/** Bytes of a SHA-256 hash. */
export const hashBytes = 32;

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot: Buffer = hash('sha256', '', 'buffer');

/** SHA-256(0x00 || entry), RFC 6962 §2.1. */
export function leafHash(entry: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(entry.length + 1);
  input[0] = 0;
  input.set(entry, 1);
  return hash('sha256', input, 'buffer');
}

const pair = Buffer.allocUnsafe(1 + 2 * hashBytes);
pair[0] = 1;

/** SHA-256(0x01 || left || right), RFC 6962 §2.1. @throws RangeError when one is not 32 bytes */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== hashBytes || right.length !== hashBytes) throw new RangeError('a hash is 32 bytes');
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return hash('sha256', pair, 'buffer');
}

/**
 * Root over the hashes of neighbouring subtrees, all complete and equally high, the last one possibly
 * lower or incomplete (RFC 6962 §2.1).
 * @param nodes at least one
 */
export function foldHashes(nodes: readonly Uint8Array[]): Buffer {
  let row = nodes;
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) next.push(nodeHash(row[i]!, row[i + 1]!));
    // The odd one out waits: it joins where the split at the largest power of two puts it.
    if (row.length % 2 === 1) next.push(row.at(-1)!);
    row = next;
  }
  return Buffer.from(row[0]!);
}
