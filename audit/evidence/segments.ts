import { existsSync, readFileSync } from 'node:fs';
import { indexPath, segmentPath } from './files.ts';
import { type BlockPlace, decodeIndex, type Segment, scanPlaces, summaryOf } from './segment.ts';

/** Which block holds a record: the first record of its segment, and the place of the block in it. */
export type Found = { readonly segment: number; readonly place: BlockPlace };

/** All segments of a log. Only of the one that is written to are the blocks held in memory. */
export type Segments = {
  /** Undefined when no segment has the record. */
  find(index: number): Found | undefined;
  /** The finished ones and the growing one, ascending. */
  all(): readonly Segment[];
  begin(first: number): void;
  add(places: readonly BlockPlace[]): void;
  /** Forgets those before this record. */
  drop(first: number): void;
};

const maxIndexes = 8;

export function createSegments(
  directory: string,
  opened: readonly Segment[],
  growing: { readonly first: number; readonly places: readonly BlockPlace[] },
): Segments {
  const finished = [...opened];
  let first = growing.first;
  let places = [...growing.places];
  const indexes = new Map<number, readonly BlockPlace[]>();

  const placesOf = (segment: number) => {
    const known = indexes.get(segment) ?? loadPlaces(directory, segment);
    indexes.delete(segment);
    indexes.set(segment, known);
    const [oldest] = indexes.keys();
    if (indexes.size > maxIndexes && oldest !== undefined) indexes.delete(oldest);
    return known;
  };

  return {
    find(index) {
      const segment = index >= first ? first : lastUpTo(finished, index)?.first;
      if (segment === undefined) return undefined;
      const place = lastUpTo(segment === first ? places : placesOf(segment), index);
      return place && index < place.first + place.count ? { segment, place } : undefined;
    },
    all: () => [...finished, summaryOf(first, places)],
    begin(next) {
      finished.push(summaryOf(first, places));
      first = next;
      places = [];
    },
    add(more) {
      for (const place of more) places.push(place);
    },
    drop(before) {
      while (finished[0] && finished[0].end <= before) finished.shift();
      indexes.clear();
    },
  };
}

/** From the index; where it is damaged, from the segment itself. */
function loadPlaces(directory: string, segment: number): BlockPlace[] {
  const path = indexPath(directory, segment);
  const index = existsSync(path) ? decodeIndex(readFileSync(path)) : undefined;
  return index ?? scanPlaces(segmentPath(directory, segment));
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
