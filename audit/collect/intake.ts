import { setTimeout as wait } from 'node:timers/promises';
import type { NewRecord } from '../core/record.ts';
import { auditErrors } from '../errors.ts';
import type { EvidenceLog } from '../ports.ts';
import type { CollectLog } from './settings.ts';

export type Taken = { readonly stored: number; readonly known: number };

/** Everything that comes in goes through here to the evidence log, in turns between the sources. */
export type Intake = {
  /**
   * Resolves when all records are on disk. Records of one source keep their order. `hold` waits and tries
   * again for as long as the log cannot take them; otherwise the first failure rejects, and what was not
   * yet written is forgotten.
   * @throws audit.evidence-…, audit.collect-stopping
   */
  submit(source: string, records: readonly NewRecord[], options: { readonly hold: boolean }): Promise<Taken>;
  /** Whether the source is below its share of the bytes in flight; who sends on regardless uses memory. */
  hasRoom(source: string): boolean;
  state(): IntakeState;
  /** Writes what is queued, for at most `graceMs`, then refuses what is left. */
  stop(graceMs: number): Promise<void>;
};

export type IntakeState = {
  readonly bytes: number;
  readonly records: number;
  /** By source, what waits. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Why the log takes nothing at present; null: it does. */
  readonly stalled: string | null;
};

type Work = {
  readonly records: readonly NewRecord[];
  readonly hold: boolean;
  /** Records that are in the log, or in the batch under way. */
  next: number;
  stored: number;
  known: number;
  resolve(taken: Taken): void;
  reject(error: unknown): void;
};

type Lane = { readonly source: string; readonly queue: Work[]; bytes: number; records: number };
type Slice = { readonly lane: Lane; readonly work: Work; readonly from: number; readonly to: number };

export type IntakeBounds = {
  readonly inFlight: number;
  readonly batchBytes: number;
  readonly batchRecords: number;
  readonly turnBytes: number;
};

/** Cost of a record beside its bytes, so that many empty ones are bounded as well. */
const overhead = 64;
const sizeOf = (record: NewRecord): number => record.raw.length + overhead;

/**
 * One append is under way at a time: a later record of a source (or of a sender's stream) is never in the
 * log before an earlier one that failed. Sources take turns of `turnBytes`, so that a flood of one only
 * fills what the others leave.
 */
export function createIntake(deps: {
  readonly evidence: Pick<EvidenceLog, 'append'>;
  readonly bounds: IntakeBounds;
  readonly log: CollectLog;
}): Intake {
  const { evidence, bounds, log } = deps;
  const lanes = new Map<string, Lane>();
  /** Sources with work, in the order of their turns. */
  const turns: Lane[] = [];
  const stopping = new AbortController();
  let bytes = 0;
  let records = 0;
  let stalled: string | null = null;
  let running: Promise<void> | undefined;
  let closed = false;

  function submit(
    source: string,
    list: readonly NewRecord[],
    { hold }: { readonly hold: boolean },
  ): Promise<Taken> {
    if (closed) return Promise.reject(auditErrors['collect-stopping']());
    if (list.length === 0) return Promise.resolve({ stored: 0, known: 0 });
    return new Promise((resolve, reject) => {
      let lane = lanes.get(source);
      if (lane === undefined) {
        lane = { source, queue: [], bytes: 0, records: 0 };
        lanes.set(source, lane);
      }
      if (lane.queue.length === 0) turns.push(lane);
      lane.queue.push({ records: list, hold, next: 0, stored: 0, known: 0, resolve, reject });
      count(
        lane,
        list.reduce((sum, record) => sum + sizeOf(record), 0),
        list.length,
      );
      running ??= run().finally(() => {
        running = undefined;
      });
    });
  }

  function count(lane: Lane, addedBytes: number, addedRecords: number): void {
    lane.bytes += addedBytes;
    lane.records += addedRecords;
    bytes += addedBytes;
    records += addedRecords;
    if (lane.records === 0) lanes.delete(lane.source);
  }

  async function run(): Promise<void> {
    // Lets everything that arrived in this turn of the event loop share the first batch.
    await Promise.resolve();
    while (turns.length > 0) {
      const batch = takeBatch();
      try {
        const { stored, known } = await evidence.append(batch.flatMap(recordsOf));
        stalled = null;
        settle(batch, stored, known);
      } catch (error) {
        await giveBack(batch, error);
      }
    }
  }

  /**
   * Round robin over the sources until the batch is full. Records with an origin may be known already: a
   * slice of them is a batch of its own, so that the answer of the log tells how many of it were.
   */
  function takeBatch(): Slice[] {
    const batch: Slice[] = [];
    let size = 0;
    let length = 0;
    while (turns.length > 0 && size < bounds.batchBytes && length < bounds.batchRecords) {
      const lane = turns[0]!;
      if (batch.length > 0 && mayBeKnown(lane)) break;
      turns.shift();
      let turn = 0;
      while (lane.queue.length > 0 && turn < bounds.turnBytes && length < bounds.batchRecords) {
        if (batch.length > 0 && mayBeKnown(lane)) break;
        const alone = mayBeKnown(lane);
        const work = lane.queue[0]!;
        const from = work.next;
        while (work.next < work.records.length && turn < bounds.turnBytes && length < bounds.batchRecords) {
          turn += sizeOf(work.records[work.next]!);
          length++;
          work.next++;
        }
        batch.push({ lane, work, from, to: work.next });
        if (work.next === work.records.length) lane.queue.shift();
        if (alone) {
          if (lane.queue.length > 0) turns.push(lane);
          return batch;
        }
        if (work.next < work.records.length) break;
      }
      size += turn;
      if (lane.queue.length > 0) turns.push(lane);
    }
    return batch;
  }

  function settle(batch: readonly Slice[], stored: number, known: number): void {
    let left = known;
    for (const slice of batch) {
      const { lane, work, from, to } = slice;
      const again = Math.min(left, to - from);
      left -= again;
      work.known += again;
      work.stored += to - from - again;
      count(lane, -bytesOf(slice), from - to);
      if (work.next === to && to === work.records.length) {
        work.resolve({ stored: work.stored, known: work.known });
      }
    }
    if (stored + known !== batch.reduce((sum, { from, to }) => sum + to - from, 0)) {
      log.error({ stored, known }, 'the evidence log counted other records than it was given');
    }
  }

  async function giveBack(batch: readonly Slice[], error: unknown): Promise<void> {
    stalled = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, records: batch.length }, 'the evidence log took no records');
    for (const { lane, work, from } of batch.toReversed()) {
      work.next = from;
      if (!lane.queue.includes(work)) lane.queue.unshift(work);
      if (!turns.includes(lane)) turns.unshift(lane);
    }
    for (const work of new Set(batch.map((slice) => slice.work))) {
      if (!work.hold || stopping.signal.aborted) drop(work, error);
    }
    if (turns.length > 0) await wait(retryMs, undefined, { signal: stopping.signal }).catch(() => {});
  }

  function drop(work: Work, error: unknown): void {
    const lane = [...lanes.values()].find(({ queue }) => queue.includes(work))!;
    lane.queue.splice(lane.queue.indexOf(work), 1);
    if (lane.queue.length === 0) turns.splice(turns.indexOf(lane), 1);
    count(
      lane,
      -bytesOf({ work, from: work.next, to: work.records.length }),
      work.next - work.records.length,
    );
    work.reject(error);
  }

  return {
    submit,
    hasRoom(source) {
      const lane = lanes.get(source);
      if (lane === undefined) return true;
      return lane.bytes < bounds.inFlight / Math.max(4, lanes.size);
    },
    state: () => ({
      bytes,
      records,
      waiting: new Map([...lanes.values()].map((lane) => [lane.source, lane.records])),
      stalled,
    }),
    async stop(graceMs) {
      closed = true;
      const timer = setTimeout(() => stopping.abort(), graceMs);
      if (stalled !== null) stopping.abort();
      await running;
      clearTimeout(timer);
    },
  };
}

const retryMs = 500;

const recordsOf = ({ work, from, to }: Slice): readonly NewRecord[] => work.records.slice(from, to);

function bytesOf({ work, from, to }: Pick<Slice, 'work' | 'from' | 'to'>): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += sizeOf(work.records[at]!);
  return sum;
}

/** Whether the next records of a source carry an origin. */
function mayBeKnown({ queue }: Lane): boolean {
  const work = queue[0];
  return work?.records[work.next]?.origin !== undefined;
}
