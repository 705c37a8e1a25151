import { setImmediate as turn } from 'node:timers/promises';
import type { NewRecord } from '../core/record.ts';
import { decodeRecord, type SentRecord } from '../core/records-body.ts';
import { auditErrors } from '../errors.ts';
import type { DeadLetters } from '../service/dead-letters/index.ts';
import type { Credentials, KnownSource, Registry } from '../service/sources/registry.ts';
import { boundLines, createPortions, linesOf, timestampOf, unpack } from './bulk-body.ts';
import type { Intake, Taken } from './intake.ts';
import { type CollectPorts, limits } from './settings.ts';

export type BulkRequest = {
  readonly source: string;
  readonly credentials: Credentials;
  readonly body: Buffer;
  readonly encoding: string | undefined;
  /** Each line is a record; or an object that carries one (`raw` or `raw64`, `time`, `position`). */
  readonly form: 'lines' | 'envelopes';
  /** Headers for senders that send again what was not acknowledged. */
  readonly stream: string | undefined;
  readonly position: string | undefined;
};

export type BulkAnswer = Taken & {
  /** Lines (from 0) that will never be taken as they are; they are among the dead letters. */
  readonly refused: readonly { readonly line: number; readonly code: string }[];
};

export type Bulk = {
  /**
   * Takes a body of records; resolves when they are on disk.
   * @throws audit.sender-refused, audit.bulk-…, audit.collect-busy, audit.evidence-…
   */
  take(request: BulkRequest): Promise<BulkAnswer>;
  /**
   * Runs what reads a body of a source and submits it, when neither too many bodies are being read, of all or
   * of this source, nor too much of the source waits. @throws audit.collect-busy
   */
  reading<T>(source: KnownSource, read: () => Promise<T>): Promise<T>;
  /** As `take`, for records that were cut out already. */
  submit(source: KnownSource, records: readonly NewRecord[]): Promise<Taken>;
};

type Refusal = { readonly line: number; readonly code: string; readonly raw: Buffer };

/**
 * Bodies that are being read at a time: each may be `bulkUnpacked` long. Half of them is more than the five
 * that the official client of Elasticsearch sends at once; it does not try again what was refused as a whole.
 */
const maxBodies = 12;
const waitSeconds = 2;

export function createBulk(deps: {
  readonly registry: Registry;
  readonly intake: Intake;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
  readonly eventTimeOf: CollectPorts['eventTimeOf'];
  readonly now: () => number;
}): Bulk {
  const { registry, intake, deadLetters, eventTimeOf, now } = deps;
  const streams = new Set<string>();
  let bodies = 0;
  const bodiesOf = new Map<string, number>();

  async function take(request: BulkRequest): Promise<BulkAnswer> {
    const source = registry.source(request.source);
    if (!source || !registry.mayFeed(request.credentials, source.id)) throw auditErrors['sender-refused']();
    const origin = readOrigin(source.id, request);
    // Of one stream one body at a time: were a later one written before an earlier one that failed, the
    // earlier would be taken for known when it is sent again.
    if (origin && streams.has(origin.stream)) busy();
    return reading(source, async () => {
      if (origin) streams.add(origin.stream);
      try {
        return await takeBody(source, request, origin);
      } finally {
        if (origin) streams.delete(origin.stream);
      }
    });
  }

  async function reading<T>({ id }: KnownSource, read: () => Promise<T>): Promise<T> {
    const own = bodiesOf.get(id) ?? 0;
    // Half of what the others leave: however many sources take all they may, the next finds room for one.
    const share = (maxBodies - (bodies - own)) / 2;
    if (bodies >= maxBodies || own >= share || !intake.hasRoom(id)) busy();
    count(id, 1);
    try {
      return await read();
    } finally {
      count(id, -1);
    }
  }

  function count(source: string, change: 1 | -1): void {
    const own = (bodiesOf.get(source) ?? 0) + change;
    bodies += change;
    if (own === 0) bodiesOf.delete(source);
    else bodiesOf.set(source, own);
  }

  async function takeBody(
    source: KnownSource,
    request: BulkRequest,
    origin: { stream: string; first: number } | undefined,
  ): Promise<BulkAnswer> {
    const body = await unpack(request.body, request.encoding, limits.bulkUnpacked);
    boundLines(body, limits.bulkRecords);
    const receivedAt = now();
    const portionRead = createPortions();
    const records: NewRecord[] = [];
    const refused: Refusal[] = [];
    let last = origin ? origin.first - 1 : -1;
    for (const { line, raw } of linesOf(body)) {
      const read: SentRecord | undefined = request.form === 'lines' ? { raw } : decodeRecord(raw);
      const position = origin && (read?.position ?? origin.first + line);
      if (read === undefined || read.raw.length === 0) refused.push({ line, code: 'envelope', raw });
      else if (read.raw.length > limits.record) refused.push({ line, code: 'too-long', raw: read.raw });
      else if (position !== undefined && position <= last)
        refused.push({ line, code: 'position', raw: read.raw });
      else {
        const said = read.time ?? (request.form === 'lines' ? timestampOf(read.raw) : null);
        records.push({
          source: source.id,
          raw: read.raw,
          eventTime: said ?? eventTimeOf(read.raw, { timeZone: source.timeZone, receivedAt }),
          receivedAt,
          ...(origin && { origin: { stream: origin.stream, position: position! } }),
        });
        last = position ?? last;
      }
      if (portionRead(raw.length)) await turn();
    }
    const taken = await submit(source, records);
    await deadLetters.add(
      refused.map(({ code, raw }) => ({
        stage: 'collect',
        source: source.id,
        reason: code,
        raw: raw.subarray(0, limits.keptPart),
        bytes: raw.length,
        receivedAt,
      })),
    );
    return { ...taken, refused: refused.map(({ line, code }) => ({ line, code })) };
  }

  async function submit(source: KnownSource, records: readonly NewRecord[]): Promise<Taken> {
    if (!intake.hasRoom(source.id)) busy();
    return intake.submit(source.id, records, { hold: false });
  }

  return { take, reading, submit };
}

function busy(): never {
  throw auditErrors['collect-busy']({ seconds: waitSeconds });
}

/**
 * Counts the bodies of each source that are on their way in, each of them in memory.
 * @returns called for each: gives what tells that it is over @throws audit.collect-busy
 */
export function createArrivals(): (source: string) => () => void {
  const arriving = new Map<string, number>();
  return (source) => {
    const before = arriving.get(source) ?? 0;
    if (before >= limits.bulkArriving) busy();
    arriving.set(source, before + 1);
    return () => {
      const left = arriving.get(source)! - 1;
      if (left === 0) arriving.delete(source);
      else arriving.set(source, left);
    };
  };
}

/** @throws audit.bulk-position */
function readOrigin(
  source: string,
  { stream, position }: BulkRequest,
): { stream: string; first: number } | undefined {
  if (stream === undefined && position === undefined) return undefined;
  if (stream === undefined || !/^[A-Za-z0-9._:/-]{1,200}$/.test(stream)) {
    throw auditErrors['bulk-position']({ field: 'X-Anmin-Stream' });
  }
  if (position !== undefined && !/^\d{1,15}$/.test(position)) {
    throw auditErrors['bulk-position']({ field: 'X-Anmin-Position' });
  }
  return { stream: `${source}/${stream}`, first: Number(position ?? 0) };
}
