import { closeSync, fdatasyncSync, ftruncateSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseTilePath, partialTiles, tilePath, tileWidth } from '../core/merkle/tiles.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import type { Batch } from './draft.ts';
import { flush, indexPath, names, segmentPath, writeAll, writeDurably, writeLazily } from './files.ts';
import { encodeHead, type Head } from './head.ts';
import { type Recovery, recover } from './recover.ts';
import { draftStanding, sealDraft } from './sealing.ts';
import { type BlockPlace, encodeIndex, encodePreamble, type Segment } from './segment.ts';
import { dropPartials, dropTile, encodeBundle, writePartial, writeTile } from './tile-files.ts';
import { copyGrowth, type FullFile, grow } from './tree-writer.ts';

export type WriterSettings = {
  readonly directory: string;
  /** A segment is finished when it is that long, or that old by receipt. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
};

/** How many of each call's records were new, and what that made of the log. */
export type Committed = {
  readonly fresh: readonly number[];
  readonly size: number;
  readonly places: readonly BlockPlace[];
  /** First record of a segment that was begun before these places; undefined when none was. */
  readonly begun: number | undefined;
};

export type TreeHead = { readonly size: number; readonly root: Uint8Array };

/** The one that writes the log: every call ends on disk or not at all, in the order of the calls. */
export type Writer = {
  /** What was there when it was opened. */
  readonly opened: Opened;
  /** @throws a full disk as the system's error; then the log is as before */
  commit(batch: Batch): Committed;
  /** Puts the partial tiles of the present tree on disk, for a checkpoint of it. */
  treeHead(): TreeHead;
  /** Keeps a signed checkpoint of the tree of that size. */
  signed(size: number, text: string): void;
  /** Drops segments, bundles and lowest tiles before these places. */
  prune(firstKept: number, tilesFrom: number): void;
  /** Frees the space kept back for the record of a pruning, or takes it again. */
  reserve(keep: boolean): void;
  /** Flushes full tiles that are not yet certainly on disk. */
  flushTiles(): Promise<void>;
  unflushed(): number;
  close(): void;
};

export type Opened = {
  readonly size: number;
  readonly firstKept: number;
  readonly segments: readonly Segment[];
  readonly growing: { readonly first: number; readonly places: readonly BlockPlace[] };
  readonly checkpoint: string | undefined;
  readonly recovery: Recovery;
};

const reserveBytes = 1 << 20;

/** @throws Damage when the log is not what was acknowledged */
export function openWriter(settings: WriterSettings, key: NoteVerifier): Writer {
  const { directory, segmentBytes, segmentMs } = settings;
  const recovered = recover(directory, key);
  const headFd = openSync(join(directory, names.head), 'r+');
  let head = recovered.head;
  let growth = recovered.growth;
  const standing = recovered.standing;
  let active = recovered.active;
  let fd = openSync(segmentPath(directory, active.first), 'r+');
  // A power cut may still take what an earlier process did not flush.
  let unflushed = lowTilePaths(directory, head.flushed, head.size);
  let flushing: Promise<void> | undefined;

  const writeHead = (next: Omit<Head, 'counter'>) => {
    const counted = { ...next, counter: head.counter + 1 };
    const { at, slot } = encodeHead(counted);
    writeAll(headFd, slot, at);
    fdatasyncSync(headFd);
    head = counted;
  };
  // Both slots are whole again after a torn one.
  writeHead(head);
  writeHead(head);

  const isDue = () => {
    const [oldest] = active.places;
    const newest = active.places.at(-1);
    if (!oldest || !newest) return false;
    return active.offset >= segmentBytes || newest.maxReceived - oldest.minReceived >= segmentMs;
  };
  const beginSegment = () => {
    writeDurably(indexPath(directory, active.first), encodeIndex(active.first, active.places));
    const preamble = encodePreamble({
      origin: key.name,
      first: head.size,
      sources: [...standing.sources],
      streams: [...standing.streams],
    });
    writeDurably(segmentPath(directory, head.size), preamble);
    closeSync(fd);
    active = { first: head.size, places: [], offset: preamble.length };
    fd = openSync(segmentPath(directory, active.first), 'r+');
  };
  const writeFull = (files: readonly FullFile[]) => {
    const lazy: string[] = [];
    for (const { level, index, data } of files) {
      const path = writeTile(directory, level, index, tileWidth, data);
      if (level === 'entries' || level === 0) lazy.push(path);
      else {
        flush(path);
        flush(dirname(path));
      }
    }
    return lazy;
  };

  return {
    opened: {
      size: head.size,
      firstKept: head.firstKept,
      segments: recovered.segments,
      growing: { first: active.first, places: active.places },
      checkpoint: recovered.checkpoint,
      recovery: recovered.recovery,
    },
    commit({ blocks, calls }) {
      const drafted = draftStanding(standing);
      const nextGrowth = copyGrowth(growth);
      const chunks: Buffer[] = [];
      const places: Omit<BlockPlace, 'offset'>[] = [];
      const full: FullFile[] = [];
      const flags: boolean[] = [];
      for (const draft of blocks) {
        const sealed = sealDraft(draft, nextGrowth.edge.size(), drafted.standing);
        for (const envelope of sealed.envelopes) full.push(...grow(nextGrowth, envelope));
        for (const fresh of sealed.fresh) flags.push(fresh);
        if (!sealed.block) continue;
        chunks.push(sealed.block.bytes);
        places.push(sealed.block.place);
      }
      const fresh = countByCall(flags, calls);
      if (chunks.length === 0) return { fresh, size: head.size, places: [], begun: undefined };
      const begun = isDue() ? head.size : undefined;
      if (begun !== undefined) beginSegment();
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      let lazy: string[];
      try {
        writeAll(fd, bytes, active.offset);
        fdatasyncSync(fd);
        lazy = writeFull(full);
      } catch (error) {
        ftruncateSync(fd, active.offset);
        for (const { level, index } of full) dropTile(directory, level, index);
        throw Object.assign(error as Error, { begun });
      }
      const offset = active.offset + bytes.length;
      writeHead({
        ...head,
        size: nextGrowth.edge.size(),
        segment: active.first,
        offset,
        root: nextGrowth.edge.root(),
      });
      let at = active.offset;
      const placed = places.map((place) => {
        at += place.length;
        return { ...place, offset: at - place.length };
      });
      active = { ...active, offset };
      active.places.push(...placed);
      drafted.keep();
      growth = nextGrowth;
      unflushed.push(...lazy);
      for (const { level, index } of full) dropPartials(directory, level, index);
      return { fresh, size: head.size, places: placed, begun };
    },
    treeHead() {
      for (const { level, index, width } of partialTiles(head.size)) {
        writePartial(directory, level, index, width, growth.edge.partial(level));
        if (level === 0) writePartial(directory, 'entries', index, width, encodeBundle(growth.entries));
      }
      return { size: head.size, root: head.root };
    },
    signed(size, text) {
      writeDurably(join(directory, names.checkpoint), Buffer.from(text));
      writeHead({ ...head, signed: size });
    },
    prune(firstKept, tilesFrom) {
      writeHead({ ...head, firstKept });
      for (const first of readdirSync(join(directory, names.segments))) {
        const match = /^(\d{16})\.(seg|idx)$/.exec(first);
        if (match && Number(match[1]) < firstKept) rmSync(join(directory, names.segments, first));
      }
      const limits = { entries: firstKept, 0: Math.min(firstKept, tilesFrom) };
      for (const level of ['entries', 0] as const) {
        for (const path of filesBelow(join(directory, 'tile', String(level)))) {
          const place = parseTilePath(relative(directory, path));
          if (place && (place.index + 1) * tileWidth <= limits[level]) rmSync(path);
        }
      }
    },
    reserve(keep) {
      const path = join(directory, names.reserve);
      if (keep) writeLazily(path, Buffer.alloc(reserveBytes, 0x5a));
      else rmSync(path, { force: true });
    },
    async flushTiles() {
      await flushing;
      const [paths, size] = [unflushed, head.size];
      unflushed = [];
      flushing = flushAll(paths);
      await flushing;
      writeHead({ ...head, flushed: size });
    },
    unflushed: () => unflushed.length,
    close() {
      closeSync(fd);
      closeSync(headFd);
    },
  };
}

/** Files of the full lowest tiles and bundles between two sizes. */
function lowTilePaths(directory: string, from: number, to: number): string[] {
  const paths: string[] = [];
  for (let index = Math.floor(from / tileWidth); (index + 1) * tileWidth <= to; index++) {
    for (const level of ['entries', 0] as const) {
      paths.push(join(directory, tilePath({ level, index, width: tileWidth })));
    }
  }
  return paths;
}

async function flushAll(paths: readonly string[]): Promise<void> {
  const left = [...paths, ...new Set(paths.map((path) => join(path, '..')))];
  const work = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const file = await open(path, 'r').catch(() => undefined);
      await file?.sync();
      await file?.close();
    }
  };
  await Promise.all([work(), work(), work()]);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function countByCall(flags: readonly boolean[], calls: readonly number[]): number[] {
  let at = 0;
  return calls.map((count) => {
    let fresh = 0;
    for (const end = at + count; at < end; at++) if (flags[at]) fresh += 1;
    return fresh;
  });
}
