// Long because what may happen to a file between two looks is decided in one place.
import { randomBytes } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '#platform/kernel/event.ts';
import type { Assembler } from '../../core/parse/types.ts';
import { readAt, withFile } from '../../evidence/files.ts';
import type { Places } from '../spool/frames.ts';
import type { Input, InputState, Sink, Trouble } from './input.ts';
import { createJoiner } from './joiner.ts';
import { type Entry, findInode, inspect, listFiles } from './listing.ts';
import { beginAlike, hasMarks, headBytes, isBeginningOf, type Marks, nothing } from './marks.ts';
import {
  closeTracked,
  type FilePlace,
  isRemoved,
  isSound,
  openTracked,
  placeOf,
  readLines,
  resume,
  skipToEnd,
  type Tracked,
  track,
} from './tracked.ts';

export type FilesOptions = {
  readonly name: string;
  /** Globs. */
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly assemble?: (() => Assembler) | undefined;
  /** Where the files that are there at the very first start are begun. */
  readonly from: 'beginning' | 'end';
  readonly timing: FileTiming;
};

/** All on the monotonic clock, ms. */
export type FileTiming = {
  /** Between two reads of files that had nothing. */
  readonly pollMs: number;
  /** Between two looks at the folders. */
  readonly scanMs: number;
  /** A record whose end only the next line would show is complete after so long. */
  readonly flushMs: number;
  /** A line without its end becomes a record after so long. */
  readonly partialMs: number;
  /** A rotated file whose writer may not have let go of it is at its end after so long. */
  readonly rotatedMs: number;
};

export const usualTiming: FileTiming = {
  pollMs: 200,
  scanMs: 1000,
  flushMs: 2000,
  partialMs: 30_000,
  rotatedMs: 5000,
};

const maxFiles = 2048;
/** Chunks of one file before the next has its turn. */
const turn = 8;
const begunKey = 'begun';

/** Follows files by what is in them, not by their names: see `scan`. */
export function createFilesInput(options: FilesOptions, sink: Sink): Input {
  const { name, assemble, timing } = options;
  const tracked: Tracked[] = [];
  /** Bases of which at least one file was seen: what appears beside them later is a rotated generation. */
  const bases = new Set<string>();
  /** Files that hold what was read elsewhere, by inode, as they were when that was seen: judged once. */
  const copies = new Map<string, string>();
  const passedOver = new Set<string>();
  let troubles = 0;
  let last: Trouble | null = null;
  let records = 0;
  let begun = sink.places.has(begunKey);

  const fault = (trouble: Trouble) => {
    troubles++;
    last = trouble;
  };
  const unreadable = (path: string) => fault({ kind: 'unreadable', path, reason: 'open' });
  const newId = () => randomBytes(6).toString('hex');

  async function write(
    texts: readonly string[],
    files: readonly Tracked[],
    signal: AbortSignal,
    more: Places = {},
  ) {
    const places: Record<string, Json> = { ...more };
    for (const file of files) places[file.id] = placeOf(file) as unknown as Json;
    await sink.append(
      { records: texts.map((text) => ({ raw: Buffer.from(text, 'latin1') })), places },
      signal,
    );
    records += texts.length;
  }

  /** What was left of an earlier run. */
  async function takeUp(signal: AbortSignal): Promise<void> {
    const left = [...sink.places].filter(([id]) => id !== begunKey) as unknown as [string, FilePlace][];
    const inodes = new Set(left.map(([, { inode }]) => inode));
    const lost: string[] = [];
    for (const [, { base }] of left) bases.add(base);
    for (const [id, place] of left) {
      const file = findAgain(id, place, inodes);
      if (file) tracked.push(file);
      else {
        lost.push(id);
        if (place.offset > 0 && !place.finished) {
          fault({ kind: 'removed', path: place.path, offset: place.offset });
        }
      }
    }
    if (lost.length > 0) await write([], [], signal, Object.fromEntries(lost.map((id) => [id, null])));
  }

  /** By its inode; or, when it was cut off, replaced or its inode given to another file, by its content. */
  function findAgain(id: string, place: FilePlace, inodes: ReadonlySet<string>): Tracked | undefined {
    const named = inspect(place.path)?.inode === place.inode;
    const path = named ? place.path : findInode(dirname(place.path), place.inode);
    const first = (entries: readonly { readonly path: string; readonly inode: string }[]) => {
      for (const entry of entries) {
        const file = track(id, { ...entry, base: place.base }, assemble);
        if (openTracked(file) && resume(file, place)) return file;
        closeTracked(file);
      }
      return undefined;
    };
    const own = first(path === undefined ? [] : [{ path, inode: place.inode }]);
    // All files beside it are looked into only when it is not there any more.
    return own ?? first(place.offset === 0 ? [] : list().filter((entry) => isCopyOf(entry, place, inodes)));
  }

  const isCopyOf = ({ path, inode }: Entry, marks: Marks, others: ReadonlySet<string>): boolean =>
    !others.has(inode) && withFile(path, (fd) => hasMarks(fd, marks)) === true;

  const list = (): Entry[] => listFiles(options.paths, options.exclude, bases);

  /**
   * Sees what became of the files. Renamed: it is known by its inode and read to its end. Cut off after it was
   * copied: the copy is known by its content, the rest is read there. A file that is neither is new; beside a
   * known one it is a generation that came and went between two looks, and is read from its beginning.
   */
  async function scan(signal: AbortSignal): Promise<void> {
    const entries = list();
    for (const file of [...tracked]) await lookAt(file, entries, signal);
    const known = new Set(tracked.map(({ inode }) => inode));
    const found: Tracked[] = [];
    for (const entry of entries) {
      if (known.has(entry.inode)) continue;
      const beside = entry.path !== entry.base;
      if (beside && isCopy(entry)) continue;
      if (tracked.length >= maxFiles) {
        passOver(entry);
        continue;
      }
      const file = track(newId(), entry, assemble);
      if (!openTracked(file)) {
        // Renamed meanwhile: the next look finds it.
        if (inspect(entry.path)?.inode === entry.inode) unreadable(entry.path);
        continue;
      }
      if (!begun && (entry.wanted ? options.from === 'end' : beside)) skipToEnd(file);
      tracked.push(file);
      bases.add(entry.base);
      found.push(file);
    }
    if (found.length > 0) await write([], found, signal);
    const present = new Set(entries.map(({ inode }) => inode));
    for (const inode of copies.keys()) if (!present.has(inode)) copies.delete(inode);
    if (begun) return;
    await write([], [], signal, { [begunKey]: true });
    begun = true;
  }

  async function lookAt(file: Tracked, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    const path = entries.find(({ inode }) => inode === file.inode)?.path;
    const gone = isRemoved(file);
    const rotated = gone || (path !== undefined && path !== file.base);
    if (rotated && (!file.rotated || gone !== file.gone)) file.grewAt = performance.now();
    file.rotated = rotated;
    file.gone = gone;
    if (path !== undefined && path !== file.path) {
      file.path = path;
      await write([], [file], signal);
    }
    if (!isSound(file)) await cutOff(file, entries, signal);
  }

  async function forget(file: Tracked, signal: AbortSignal): Promise<void> {
    closeTracked(file);
    tracked.splice(tracked.indexOf(file), 1);
    await write([], [], signal, { [file.id]: null });
  }

  /** What was not read of it is in a copy; itself begins anew. */
  async function cutOff(file: Tracked, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    const known = new Set(tracked.map(({ inode }) => inode));
    const marks = { head: file.head, anchor: file.anchor, offset: file.offset };
    const copy = entries.find(
      (entry) => entry.base === file.base && marks.offset > 0 && isCopyOf(entry, marks, known),
    );
    const rest = copy && track(newId(), copy, assemble);
    let texts: readonly string[] = [];
    if (rest && openTracked(rest)) {
      Object.assign(rest, marks, { start: file.start, joiner: file.joiner });
      tracked.splice(tracked.indexOf(file), 0, rest);
    } else {
      texts = file.joiner.flush();
      if (marks.offset > 0) fault({ kind: 'truncated', path: file.path, offset: marks.offset });
    }
    Object.assign(file, { head: nothing, anchor: nothing, offset: 0, start: Buffer.alloc(0), rest: 0 });
    file.joiner = createJoiner(assemble?.());
    await write(texts, rest ? [rest, file] : [file], signal);
  }

  /** Whether everything in it is, or was, read from another file: then it is not read again. */
  function isCopy(entry: Entry): boolean {
    const as = `${entry.size} ${entry.changed}`;
    if (entry.size === 0 || copies.get(entry.inode) === as) return true;
    const same = withFile(entry.path, (fd) => {
      const start = readAt(fd, 0, headBytes);
      return tracked.some(
        (file) =>
          file.base === entry.base &&
          beginAlike(start, file.start) &&
          (isBeginningOf(fd, file.fd!) || (file.offset > 0 && hasMarks(fd, file))),
      );
    });
    if (same) copies.set(entry.inode, as);
    return same ?? true;
  }

  function passOver({ path, inode }: Entry): void {
    if (passedOver.has(inode)) return;
    passedOver.add(inode);
    fault({ kind: 'unreadable', path, reason: `more than ${maxFiles} files` });
  }

  /** @returns whether there may be more at once; undefined: look at the folders first */
  async function readTurn(file: Tracked, signal: AbortSignal): Promise<boolean | undefined> {
    for (let i = 0; i < turn; i++) {
      const quiet = performance.now() - file.grewAt;
      const last = file.rest > 0 && quiet > (file.rotated ? timing.rotatedMs : timing.partialMs);
      const read = readLines(file, last);
      if (read === undefined) return undefined;
      const texts = read.lines.flatMap((line) => file.joiner.push(line));
      if (read.lines.length > 0) {
        if (file.rest === 0) file.grewAt = performance.now();
        await write(texts, [file], signal);
      }
      if (!read.more) return settle(file, signal);
    }
    return true;
  }

  /** At the end of a file, for now. */
  async function settle(file: Tracked, signal: AbortSignal): Promise<boolean> {
    const quiet = performance.now() - file.grewAt;
    if (file.rest === 0 && quiet > timing.flushMs && file.joiner.held().length > 0) {
      await write(file.joiner.flush(), [file], signal);
    }
    if (file.rest > 0 || !file.rotated || quiet <= timing.rotatedMs) return false;
    if (file.gone) await forget(file, signal);
    else if (!file.finished && file.joiner.held().length === 0) {
      file.finished = true;
      await write([], [file], signal);
    }
    return false;
  }

  async function run(signal: AbortSignal): Promise<void> {
    // What appears beside a path that is named in full is a generation of it, even where it was never seen.
    for (const path of options.paths) if (!/[*?[\]{}()!]/.test(path)) bases.add(path);
    try {
      await takeUp(signal);
      let scanAt = 0;
      while (!signal.aborted) {
        if (performance.now() >= scanAt) {
          await scan(signal);
          scanAt = performance.now() + timing.scanMs;
        }
        let more = false;
        for (const file of [...tracked]) {
          const result = await readTurn(file, signal);
          if (result === undefined) scanAt = 0;
          more ||= result !== false;
        }
        if (!more) await wait(timing.pollMs, undefined, { signal });
      }
    } finally {
      for (const file of tracked) closeTracked(file);
    }
  }

  return {
    run,
    state: (): InputState => ({
      name,
      records,
      troubles,
      last,
      files: tracked.map((file) => ({
        path: file.path,
        offset: file.offset,
        size: file.fd === undefined ? null : fstatSync(file.fd).size,
      })),
    }),
  };
}
