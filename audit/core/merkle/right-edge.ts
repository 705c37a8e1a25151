import { emptyRoot, foldHashes, hashBytes } from './hash.ts';
import { tileHashes, tileWidth } from './tiles.ts';

/** A tile that has just become full. */
export type FullTile = { readonly level: number; readonly index: number; readonly data: Buffer };

/** The growing side of a tree: what of each level is not yet in a full tile. */
export type RightEdge = {
  size(): number;
  /** Adds a leaf. @returns the tiles that it made full, from level 0 up */
  push(leaf: Uint8Array): readonly FullTile[];
  /** RFC 6962 root of all leaves so far. */
  root(): Buffer;
  /** The hashes of the partial tile of a level, possibly none. */
  partial(level: number): Buffer;
  /** A copy that grows on its own. */
  copy(): RightEdge;
};

/**
 * @param partials hashes of the partial tiles from level 0 up, as a tree of `size` leaves has them
 * @throws RangeError when they do not fit the size
 */
export function createRightEdge(size = 0, partials: readonly Uint8Array[] = []): RightEdge {
  const rows: { bytes: Buffer; count: number }[] = [];
  for (let level = 0; tileWidth ** level <= size; level++) {
    const count = Math.floor(size / tileWidth ** level) % tileWidth;
    const partial = partials[level] ?? new Uint8Array();
    if (partial.length !== count * hashBytes) throw new RangeError(`level ${level} has another width`);
    rows.push({ bytes: rowOf(partial), count });
  }
  let leaves = size;

  const pushAt = (level: number, node: Uint8Array, full: FullTile[]) => {
    rows[level] ??= { bytes: rowOf(new Uint8Array()), count: 0 };
    const row = rows[level];
    row.bytes.set(node, row.count * hashBytes);
    row.count += 1;
    if (row.count < tileWidth) return;
    const data = row.bytes;
    // `leaves` counts the leaf that is being pushed: the tile that ends with it is the last whole one.
    full.push({ level, index: Math.floor(leaves / tileWidth ** (level + 1)) - 1, data });
    rows[level] = { bytes: rowOf(new Uint8Array()), count: 0 };
    pushAt(level + 1, foldHashes(tileHashes(data)), full);
  };

  const partial = (level: number) => {
    const row = rows[level];
    return row ? row.bytes.subarray(0, row.count * hashBytes) : Buffer.alloc(0);
  };

  return {
    size: () => leaves,
    push(leaf) {
      const full: FullTile[] = [];
      leaves += 1;
      pushAt(0, leaf, full);
      return full;
    },
    root() {
      let right: Buffer | undefined;
      for (let level = 0; level < rows.length; level++) {
        const hashes = [...tileHashes(partial(level)), ...(right ? [right] : [])];
        if (hashes.length > 0) right = foldHashes(hashes);
      }
      return right ?? emptyRoot;
    },
    partial,
    copy: () =>
      createRightEdge(
        leaves,
        rows.map((_, level) => partial(level)),
      ),
  };
}

function rowOf(begin: Uint8Array): Buffer {
  const row = Buffer.alloc(tileWidth * hashBytes);
  row.set(begin);
  return row;
}
