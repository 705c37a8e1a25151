import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import { consistencyRanges, inclusionRanges, splitOf } from './ranges.ts';
import { createRightEdge } from './right-edge.ts';
import { hashOfRange, parseTilePath, partialTiles, tilePath, tilesOfRanges } from './tiles.ts';

/** A tree as RFC 6962 §2.1 defines it, and the tiles of the same leaves. */
const largest = 70_000;
const leaves = Array.from({ length: largest }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const known = new Map<string, Buffer>();
function mth(start: number, end: number): Buffer {
  if (start === end) return emptyRoot;
  if (end - start === 1) return leaves[start]!;
  const key = `${start}-${end}`;
  const middle = start + splitOf(end - start);
  const found = known.get(key) ?? nodeHash(mth(start, middle), mth(middle, end));
  known.set(key, found);
  return found;
}

const tiles = new Map<string, Buffer>();
const edge = createRightEdge();
for (const leaf of leaves)
  for (const { level, index, data } of edge.push(leaf)) tiles.set(`${level}/${index}`, data);
for (const { level, index } of partialTiles(largest)) tiles.set(`${level}/${index}`, edge.partial(level));
const tile = (level: number, index: number) => tiles.get(`${level}/${index}`)!;

const size = fc.oneof(
  fc.integer({ min: 1, max: largest }),
  fc.constantFrom(1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792),
);

describe('a tree in tiles', () => {
  it('has the root of RFC 6962 at every size up to two tiles and a bit', () => {
    const growing = createRightEdge();
    expect(growing.root()).toEqual(hash('sha256', '', 'buffer'));
    for (let n = 1; n <= 600; n++) {
      growing.push(leaves[n - 1]!);
      expect(growing.root().equals(mth(0, n))).toBe(true);
    }
  });

  it('has the root of RFC 6962 where three levels of tiles meet', () => {
    expect(edge.root().equals(mth(0, largest))).toBe(true);
  });

  it('goes on from its partial tiles as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 700 }), (begun, more) => {
        const first = createRightEdge();
        for (let i = 0; i < begun; i++) first.push(leaves[i]!);
        const second = first.copy();
        for (let i = begun; i < begun + more; i++) second.push(leaves[i]!);
        expect(second.root().equals(mth(0, begun + more))).toBe(true);
        expect(first.root().equals(mth(0, begun))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('proves every leaf of every size from tiles, and no other leaf', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (n, pick, wrong) => {
        const index = pick % n;
        const proof = inclusionRanges(index, n).map((range) => hashOfRange(range, tile));
        verifyInclusion(index, n, leaves[index]!, proof, mth(0, n));
        const other = wrong % n;
        if (other !== index) {
          expect(() => verifyInclusion(other, n, leaves[index]!, proof, mth(0, n))).toThrow();
          expect(() => verifyInclusion(index, n, leaves[other]!, proof, mth(0, n))).toThrow();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('proves that it only grew, from tiles, and refuses another past', () => {
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const proof = consistencyRanges(from, to).map((range) => hashOfRange(range, tile));
        verifyConsistency(from, to, mth(0, from), mth(0, to), proof);
        const forged = nodeHash(mth(0, from), mth(0, from));
        expect(() => verifyConsistency(from, to, forged, mth(0, to), proof)).toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('needs only tiles that a log of that size has', () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, pick) => {
        const needed = tilesOfRanges(inclusionRanges(pick % n, n), n);
        for (const { level, index, width } of needed) {
          expect(width).toBeGreaterThan(0);
          expect((index * 256 + width) * 256 ** (level as number)).toBeLessThanOrEqual(n);
        }
      }),
    );
  });
});

describe('paths of tiles', () => {
  it('are those of the examples of tlog-tiles', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    const widths = partialTiles(70_000).map(({ level, index, width }) => [level, index, width]);
    expect(widths).toEqual([
      [0, 273, 112],
      [1, 1, 17],
      [2, 0, 1],
    ]);
    expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
  });

  it('are read back, and nothing else is a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
        fc.maxSafeNat(),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          const place = { level, index, width };
          expect(parseTilePath(tilePath(place))).toEqual(place);
        },
      ),
    );
    for (const wrong of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/1',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/../checkpoint',
      'tile/0/x001/x234',
      '/tile/0/000',
    ]) {
      expect(parseTilePath(wrong), wrong).toBeUndefined();
    }
  });
});
