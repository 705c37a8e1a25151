import { leafHash } from '../core/merkle/hash.ts';
import type { FullTile, RightEdge } from '../core/merkle/right-edge.ts';
import { tileWidth } from '../core/merkle/tiles.ts';
import { encodeBundle } from './tile-files.ts';

/** A file of the tree that has become full. */
export type FullFile = {
  readonly level: number | 'entries';
  readonly index: number;
  readonly data: Buffer;
};

/** The growing side of the tree with the entries of its last bundle. */
export type Growth = { readonly edge: RightEdge; readonly entries: Buffer[] };

/** Adds a leaf. @returns the files that it made full */
export function grow(growth: Growth, entry: Buffer): readonly FullFile[] {
  const full: readonly FullTile[] = growth.edge.push(leafHash(entry));
  growth.entries.push(entry);
  if (full.length === 0) return full;
  const index = growth.edge.size() / tileWidth - 1;
  const bundle = { level: 'entries', index, data: encodeBundle(growth.entries) } as const;
  growth.entries.length = 0;
  return [...full, bundle];
}

export function copyGrowth({ edge, entries }: Growth): Growth {
  return { edge: edge.copy(), entries: [...entries] };
}
