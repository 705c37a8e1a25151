import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '#platform/kernel/event.ts';
import { auditErrors } from '../../errors.ts';
import { isFull } from '../../evidence/files.ts';
import { nameFull } from '../disk-full.ts';
import { decodeFrame, encodeFrame, encodeHead, type Frame, payloadAt, type SpooledRecord } from './frames.ts';
import { applyPlaces, recover, type Segment, segmentPath } from './segments.ts';

export type Batch = {
  readonly stream: string;
  readonly records: readonly (SpooledRecord & { readonly position: number })[];
};

/** Records on their way to one source, on disk until the centre has them. */
export type Spool = {
  /** Where the inputs stand after everything that is in here or was acknowledged. */
  readonly places: ReadonlyMap<string, Json>;
  /**
   * Resolves when the frame is on disk. Waits while the spool is full, or its disk is: who reads an input
   * reads no further. @throws audit.agent-spool, or the reason of `signal`
   */
  append(frame: Frame, signal: AbortSignal): Promise<void>;
  /** The next records that are on disk and not acknowledged, in order; waits until there are some. */
  next(signal: AbortSignal): Promise<Batch>;
  /**
   * The centre has the batch that `next` gave: it gives the following one from now on. On a full disk that is
   * known in memory alone until there is room: after a restart it is sent again, which the centre knows.
   * @throws audit.agent-spool
   */
  acknowledge(batch: Batch): void;
  state(): SpoolState;
  close(): Promise<void>;
};

export type SpoolState = {
  readonly bytes: number;
  /** Records that are not acknowledged. */
  readonly waiting: number;
  readonly full: boolean;
  /** Segment files that were changed by something else; they are kept beside. */
  readonly damaged: readonly string[];
};

export type SpoolBounds = {
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly batchBytes: number;
  readonly batchRecords: number;
};

type Pending = { readonly frame: Frame; readonly resolve: () => void; readonly reject: (e: unknown) => void };
type Acknowledged = { readonly stream: string; readonly next: number };

const diskFullMs = 1000;

/** Opens, or makes, the spool in `folder`. @throws audit.agent-disk-full */
export function openSpool(folder: string, bounds: SpoolBounds): Spool {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw nameFull(error, folder);
  }
  const { segments, places, damaged, next: nextNumber } = recover(folder);
  const acknowledgedFile = join(folder, 'acknowledged');
  const stream = randomBytes(12).toString('hex');
  let number = nextNumber;
  let position = 0;
  let current: { segment: Segment; file: FileHandle } | undefined;
  let pending: Pending[] = [];
  let writing: Promise<void> | undefined;
  let diskFull = false;
  /** `done` is ahead of its file, for which the disk had no room. */
  let unwritten = false;
  let closed = false;
  let changed = Promise.withResolvers<void>();
  const changes = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  let done = readAcknowledged();
  dropAcknowledged();

  const bytes = () => segments.reduce((sum, { size }) => sum + size, 0);

  function readAcknowledged(): Acknowledged | undefined {
    try {
      return JSON.parse(readFileSync(acknowledgedFile, 'utf8')) as Acknowledged;
    } catch {
      // Not there, or torn: what is sent again is known at the centre by its position.
      return undefined;
    }
  }

  async function until(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([changed.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async function append(frame: Frame, signal: AbortSignal): Promise<void> {
    while (bytes() >= bounds.maxBytes) await until(signal);
    for (;;) {
      try {
        await new Promise<void>((resolve, reject) => {
          pending.push({ frame, resolve, reject });
          writing ??= writePending().finally(() => {
            writing = undefined;
          });
        });
        diskFull = false;
        return;
      } catch (error) {
        if (!isFull(error)) throw unusable(error);
        diskFull = true;
        await wait(diskFullMs, undefined, { signal });
      }
    }
  }

  const unusable = (error: unknown) => {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return auditErrors['agent-spool']({ path: folder, reason }, error);
  };

  function writeAcknowledged(): void {
    const aside = `${acknowledgedFile}.tmp`;
    try {
      writeFileSync(aside, JSON.stringify(done), { mode: 0o600 });
      renameSync(aside, acknowledgedFile);
      unwritten = false;
    } catch (error) {
      if (!isFull(error)) throw unusable(error);
      unwritten = true;
    }
  }

  /** Everything that waits is one write and one sync. */
  async function writePending(): Promise<void> {
    await Promise.resolve();
    while (pending.length > 0) {
      const group = pending;
      pending = [];
      try {
        const { segment, file } = await segmentToWrite();
        const encoded = Buffer.concat(group.map(({ frame }) => encodeFrame(frame)));
        try {
          await writeAll(file, encoded, segment.size);
          await file.datasync();
        } catch (error) {
          await file.truncate(segment.size).catch(() => undefined);
          throw error;
        }
        segment.size += encoded.length;
        for (const { frame } of group) {
          applyPlaces(places, frame.places);
          segment.records += frame.records.length;
          position += frame.records.length;
        }
        for (const { resolve } of group) resolve();
        changes();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
  }

  async function segmentToWrite(): Promise<NonNullable<typeof current>> {
    if (closed) throw new Error('closed');
    if (current && current.segment.size < bounds.segmentBytes) return current;
    const path = segmentPath(folder, number);
    const head = encodeHead({ stream, first: position, places: Object.fromEntries(places) });
    const file = await open(path, 'w', 0o600);
    try {
      await writeAll(file, head, 0);
      await file.datasync();
      await syncFolder(folder);
    } catch (error) {
      await file.close().catch(() => undefined);
      rmSync(path, { force: true });
      throw error;
    }
    await current?.file.close();
    number++;
    const segment = { number: number - 1, path, stream, first: position, records: 0, size: head.length };
    segments.push(segment);
    current = { segment, file };
    dropAcknowledged();
    return current;
  }

  /** Position of the first record of a segment that is not acknowledged. */
  function startIn({ stream: of, first }: Segment): number {
    return done?.stream === of ? Math.max(done.next, first) : first;
  }

  /** The newest segment stays: the places are in it. */
  function dropAcknowledged(): void {
    while (segments.length > 1) {
      const [oldest] = segments as [Segment, ...Segment[]];
      if (startIn(oldest) < oldest.first + oldest.records) break;
      segments.shift();
      if (damaged.includes(oldest.path)) renameSync(oldest.path, `${oldest.path}.damaged`);
      else rmSync(oldest.path, { force: true });
    }
  }

  async function next(signal: AbortSignal): Promise<Batch> {
    for (;;) {
      const segment = segments.find((each) => startIn(each) < each.first + each.records);
      if (segment) return readBatch(segment);
      await until(signal);
    }
  }

  /** Where in a segment the record with a position is, so that it need not be looked for again. */
  let hint: { path: string; position: number; offset: number } | undefined;

  async function readBatch(segment: Segment): Promise<Batch> {
    const start = startIn(segment);
    const known = hint?.path === segment.path && hint.position <= start ? hint : undefined;
    const file = await open(segment.path, 'r');
    try {
      const from = known?.offset ?? 0;
      const content = Buffer.alloc(segment.size - from);
      await file.read(content, 0, content.length, from);
      let at = known ? 0 : payloadAt(content, 0)!.next;
      let first = known?.position ?? segment.first;
      const records: (SpooledRecord & { position: number })[] = [];
      let size = 0;
      while (at < content.length && size < bounds.batchBytes && records.length < bounds.batchRecords) {
        const frame = payloadAt(content, at);
        if (frame === undefined) throw auditErrors['agent-spool']({ path: segment.path, reason: 'CRC-32' });
        const all = decodeFrame(frame.payload).records;
        if (first <= start) hint = { path: segment.path, position: first, offset: from + at };
        for (const [index, record] of all.entries()) {
          const place = first + index;
          if (place < start) continue;
          if (size >= bounds.batchBytes || records.length >= bounds.batchRecords) break;
          records.push({ ...record, position: place });
          size += record.raw.length;
        }
        first += all.length;
        at = frame.next;
      }
      return { stream: segment.stream, records };
    } finally {
      await file.close();
    }
  }

  return {
    places,
    append,
    next,
    acknowledge(batch) {
      done = { stream: batch.stream, next: batch.records.at(-1)!.position + 1 };
      // First, for it makes room; the file only says what need not be sent again of what is left.
      dropAcknowledged();
      writeAcknowledged();
      changes();
    },
    state: () => ({
      bytes: bytes(),
      waiting: segments.reduce(
        (sum, each) => sum + Math.max(0, each.first + each.records - startIn(each)),
        0,
      ),
      full: diskFull || unwritten || bytes() >= bounds.maxBytes,
      damaged: [...damaged].filter((path) => existsSync(path) || existsSync(`${path}.damaged`)),
    }),
    async close() {
      closed = true;
      await writing;
      if (unwritten) writeAcknowledged();
      await current?.file.close();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
