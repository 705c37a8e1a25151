import { randomFillSync } from 'node:crypto';
import { digestsOf, encodeEnvelope, saltBytes } from '../core/merkle/envelope.ts';
import { encodeBlock, recordFlags, recordLayout } from './block.ts';
import type { DraftBlock } from './draft.ts';
import type { BlockPlace } from './segment.ts';

type Places = Pick<Map<string, number>, 'get' | 'set'>;

/** Where every source and stream stands. */
export type Standing<P = Places> = {
  /** Next sequence of each source. */
  readonly sources: P;
  /** Last stored position of each stream, by `streamKey`. */
  readonly streams: P;
};

export type FullStanding = Standing<Map<string, number>>;

/** Changes on top of a standing, which stays as it is until they are kept. */
export function draftStanding(base: FullStanding): { readonly standing: Standing; keep(): void } {
  const sources = new Map<string, number>();
  const streams = new Map<string, number>();
  const over = (changes: Map<string, number>, below: Map<string, number>): Places => ({
    get: (name) => changes.get(name) ?? below.get(name),
    set: (name, value) => changes.set(name, value),
  });
  return {
    standing: { sources: over(sources, base.sources), streams: over(streams, base.streams) },
    keep() {
      for (const [name, next] of sources) base.sources.set(name, next);
      for (const [key, position] of streams) base.streams.set(key, position);
    },
  };
}

/** What became of a draft. */
export type SealedBlock = {
  /** Bytes for the segment; undefined when every record was known already. */
  readonly block: { readonly bytes: Buffer; readonly place: Omit<BlockPlace, 'offset'> } | undefined;
  readonly envelopes: readonly Buffer[];
  /** For each record of the draft, in order: whether it was new. */
  readonly fresh: readonly boolean[];
};

const sourceNames = new Map<string, Buffer>();

/**
 * Leaves out what is known, numbers and salts the rest, and takes its digests.
 * @param first place in the log of the first new record
 * @param standing is brought up to date
 */
export function sealDraft(draft: DraftBlock, first: number, standing: Standing): SealedBlock {
  const all = Buffer.from(draft.body.buffer, draft.body.byteOffset, draft.body.length);
  const view = new DataView(all.buffer, all.byteOffset, all.length);
  const salts = randomFillSync(Buffer.allocUnsafe(draft.count * saltBytes));
  const fresh: boolean[] = [];
  const envelopes: Buffer[] = [];
  const next = draft.sources.map((source) => standing.sources.get(source) ?? 0);
  const names = draft.sources.map(nameOf);
  const last = draft.streams.map((key) => standing.streams.get(key) ?? Number.NEGATIVE_INFINITY);
  let minReceived = Number.POSITIVE_INFINITY;
  let maxReceived = Number.NEGATIVE_INFINITY;
  let kept = 0;
  let at = 0;
  for (let i = 0; i < draft.count; i++) {
    const length = recordLayout.raw + view.getUint32(at + recordLayout.length, true);
    const flags = view.getUint8(at + recordLayout.flags);
    if ((flags & recordFlags.origin) !== 0) {
      const stream = view.getUint16(at + recordLayout.stream, true);
      const position = view.getFloat64(at + recordLayout.position, true);
      if (position <= last[stream]!) {
        fresh.push(false);
        at += length;
        continue;
      }
      last[stream] = position;
    }
    fresh.push(true);
    if (kept !== at) all.copyWithin(kept, at, at + length);
    at += length;
    const source = view.getUint16(kept + recordLayout.source, true);
    const sequence = next[source]!++;
    view.setFloat64(kept + recordLayout.sequence, sequence, true);
    salts.copy(all, kept + recordLayout.salt, i * saltBytes, (i + 1) * saltBytes);
    const receivedAt = view.getFloat64(kept + recordLayout.receivedAt, true);
    if (receivedAt < minReceived) minReceived = receivedAt;
    if (receivedAt > maxReceived) maxReceived = receivedAt;
    const eventTime =
      (flags & recordFlags.eventTime) !== 0 ? view.getFloat64(kept + recordLayout.eventTime, true) : null;
    const digests = digestsOf(all.subarray(kept + recordLayout.salt, kept + length));
    envelopes.push(encodeEnvelope(names[source]!, { sequence, eventTime, receivedAt, ...digests }));
    kept += length;
  }
  if (envelopes.length === 0) return { block: undefined, envelopes, fresh };
  const table = {
    sources: draft.sources.map((source, i) => [source, next[i]!] as const),
    streams: draft.streams.map((key, i) => [key, last[i]!] as const),
  };
  for (const [source, sequence] of table.sources) standing.sources.set(source, sequence);
  for (const [key, position] of table.streams) standing.streams.set(key, position);
  const head = { first, count: envelopes.length, minReceived, maxReceived };
  const bytes = encodeBlock(head, table, all.subarray(0, kept));
  return { block: { bytes, place: { ...head, length: bytes.length } }, envelopes, fresh };
}

function nameOf(source: string): Buffer {
  let name = sourceNames.get(source);
  if (!name) {
    if (sourceNames.size > 10_000) sourceNames.clear();
    name = Buffer.from(source);
    sourceNames.set(source, name);
  }
  return name;
}
