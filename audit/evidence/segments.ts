import type { BlockPlace } from './segment.ts';

/** A segment and its blocks, in order. */
export type Segment = { readonly first: number; readonly places: readonly BlockPlace[] };

/** First record of the segment, and the place of the block that hold this record; undefined when none does. */
export function findBlock(
  segments: readonly Segment[],
  index: number,
): { readonly segment: number; readonly place: BlockPlace } | undefined {
  const segment = lastUpTo(segments, index);
  const place = segment && lastUpTo(segment.places, index);
  return segment && place && index < place.first + place.count
    ? { segment: segment.first, place }
    : undefined;
}

/** The last item whose `first` is not behind `index`. */
function lastUpTo<T extends { readonly first: number }>(items: readonly T[], index: number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]!.first <= index) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
