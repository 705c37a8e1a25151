import { consistencyRanges, inclusionRanges, type Range } from '../core/merkle/ranges.ts';
import { hashOfRange, type TilePlace, tilesOfRanges } from '../core/merkle/tiles.ts';

/** Fetches a tile of hashes as a tree of `size` leaves has it; throws where it is not to be had. */
export type TileFetcher = (size: number, place: TilePlace) => Promise<Buffer>;

/** Proofs about a tree of `size` leaves, computed from its tiles. They are not checked here. */
export type TreeReader = {
  inclusion(index: number): Promise<Buffer[]>;
  consistency(oldSize: number): Promise<Buffer[]>;
  /** Root of the first `size` leaves of the tree, at least one. */
  rootAt(size: number): Promise<Buffer>;
};

export function createTreeReader(size: number, fetchTile: TileFetcher): TreeReader {
  const tiles = new Map<string, Promise<Buffer>>();
  const hashesOf = async (ranges: readonly Range[]) => {
    const loaded = new Map<string, Buffer>();
    await Promise.all(
      tilesOfRanges(ranges, size).map(async (place) => {
        const key = `${place.level}/${place.index}`;
        const tile = tiles.get(key) ?? fetchTile(size, place);
        tiles.set(key, tile);
        loaded.set(key, await tile);
      }),
    );
    return ranges.map((range) => hashOfRange(range, (level, index) => loaded.get(`${level}/${index}`)!));
  };
  return {
    inclusion: (index) => hashesOf(inclusionRanges(index, size)),
    consistency: (oldSize) => hashesOf(consistencyRanges(oldSize, size)),
    async rootAt(count) {
      const [root] = await hashesOf([{ start: 0, end: count }]);
      return root!;
    },
  };
}
