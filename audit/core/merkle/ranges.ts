/** Leaves from `start` up to `end`, exclusive; their Merkle tree hash is one node of a proof. */
export type Range = { readonly start: number; readonly end: number };

/** Nodes of the inclusion proof of a leaf, from its sibling up (PATH of RFC 6962 §2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const path = (start: number, end: number): Range[] => {
    if (end - start === 1) return [];
    const middle = start + splitOf(end - start);
    return index < middle
      ? [...path(start, middle), { start: middle, end }]
      : [...path(middle, end), { start, end: middle }];
  };
  if (!(index >= 0 && index < size)) throw new RangeError('index outside the tree');
  return path(0, size);
}

/** Nodes of the consistency proof between two sizes (SUBPROOF of RFC 6962 §2.1.2); none for 0 or equal sizes. */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  const sub = (start: number, end: number, whole: boolean): Range[] => {
    if (end === oldSize) return whole ? [] : [{ start, end }];
    const middle = start + splitOf(end - start);
    return oldSize <= middle
      ? [...sub(start, middle, whole), { start: middle, end }]
      : [...sub(middle, end, false), { start, end: middle }];
  };
  if (!(oldSize >= 0 && oldSize <= newSize)) throw new RangeError('the old tree is larger');
  return oldSize === 0 ? [] : sub(0, newSize, true);
}

/** The largest power of two below `count`, which is at least 2. */
export function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
