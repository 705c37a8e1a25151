import { nodeHash } from './hash.ts';

/** A proof that proves nothing; the text is for logs, callers answer with their own. */
export class ProofError extends Error {}

const maxProofHashes = 64;

/**
 * The root that an inclusion proof leads to (RFC 9162 §2.1.3.2; the hashing is that of RFC 6962).
 * @param proof from the leaf's sibling up
 * @throws ProofError when index, size and proof do not fit together
 */
export function rootOfInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Buffer {
  if (!isCount(index) || !isCount(size) || index >= size) throw new ProofError('index outside the tree');
  checkHashes([leaf, ...proof]);
  let first = index;
  let last = size - 1;
  let root: Uint8Array = leaf;
  for (const node of proof) {
    if (last === 0) throw new ProofError('proof too long');
    if (odd(first) || first === last) {
      root = nodeHash(node, root);
      while (!odd(first) && first !== 0) {
        first = half(first);
        last = half(last);
      }
    } else {
      root = nodeHash(root, node);
    }
    first = half(first);
    last = half(last);
  }
  if (last !== 0) throw new ProofError('proof too short');
  return Buffer.from(root);
}

/** @throws ProofError unless the leaf stands at that place of the tree with that root */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (!rootOfInclusion(index, size, leaf, proof).equals(root)) throw new ProofError('another root');
}

/**
 * Checks that the tree of `newSize` begins with the tree of `oldSize` (RFC 9162 §2.1.4.2).
 * @throws ProofError; also for `oldSize` 0, where there is nothing to compare
 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) throw new ProofError('the log is shorter');
  if (oldSize === 0) throw new ProofError('every log begins with nothing: nothing to compare');
  if (oldSize === newSize) {
    if (proof.length > 0) throw new ProofError('proof too long');
    if (!Buffer.from(oldRoot).equals(newRoot)) throw new ProofError('same size, another root');
    return;
  }
  if (proof.length === 0) throw new ProofError('proof too short');
  checkHashes([oldRoot, newRoot, ...proof]);
  let first = oldSize - 1;
  let last = newSize - 1;
  while (odd(first)) {
    first = half(first);
    last = half(last);
  }
  // A complete old tree is itself the first node: first is 0 by now.
  const [seed, rest] = first === 0 ? [oldRoot, proof] : [proof[0]!, proof.slice(1)];
  let oldHash: Uint8Array = seed;
  let newHash: Uint8Array = seed;
  for (const node of rest) {
    if (last === 0) throw new ProofError('proof too long');
    if (odd(first) || first === last) {
      oldHash = nodeHash(node, oldHash);
      newHash = nodeHash(node, newHash);
      while (!odd(first) && first !== 0) {
        first = half(first);
        last = half(last);
      }
    } else {
      newHash = nodeHash(newHash, node);
    }
    first = half(first);
    last = half(last);
  }
  if (last !== 0) throw new ProofError('proof too short');
  if (!Buffer.from(oldHash).equals(oldRoot)) throw new ProofError('another old root');
  if (!Buffer.from(newHash).equals(newRoot)) throw new ProofError('another new root');
}

function checkHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.length > maxProofHashes + 2) throw new ProofError('proof too long');
  if (hashes.some((each) => each.length !== 32)) throw new ProofError('a hash is 32 bytes');
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Sizes pass 2^32, where bit operators of JavaScript end.
const odd = (value: number) => value % 2 === 1;
const half = (value: number) => Math.floor(value / 2);
