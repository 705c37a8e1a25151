import type { EventDocument } from '../../core/record.ts';
import type { EventWriter, EvidenceLog } from '../../ports.ts';
import type { DeadLetters } from '../dead-letters/index.ts';
import type { Documents } from './documents.ts';
import { type Consumer, recordsAtOnce } from './follower.ts';
import type { Reading } from './reading.ts';

export type StoreFeed = {
  readonly evidence: Pick<EvidenceLog, 'size'>;
  readonly reading: Pick<Reading, 'prepare'>;
  /** To say more of what a store refuses. */
  readonly documents: Documents;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
};

/** Feeds a store; what it refuses for good goes to the dead letters, the rest goes in. */
export function storeConsumer(name: string, writer: EventWriter, feed: StoreFeed): Consumer {
  const { evidence, reading, documents, deadLetters } = feed;
  type Batch = Awaited<ReturnType<Reading['prepare']>>;
  /** What is made ready while the store takes what comes before it. */
  let ahead: { readonly from: number; readonly batch: Promise<Batch> } | undefined;

  function prepare(from: number): Promise<Batch> {
    const known = ahead?.from === from ? ahead.batch : undefined;
    ahead = undefined;
    return known ?? reading.prepare(writer.form, from, recordsAtOnce);
  }

  function prepareNext(from: number): void {
    if (evidence.size() <= from) return;
    const batch = prepare(from);
    // Whoever takes it hears of it; nobody does when following ends.
    batch.catch(() => {});
    ahead = { from, batch };
  }

  return {
    name,
    position: () => writer.position(),
    async take(from, signal) {
      const { prepared, next } = await prepare(from);
      prepareNext(next);
      for (const { index, reason } of await writer.writePrepared(prepared, signal)) {
        const [document] = await documents.read(index, 1);
        if (document !== undefined) await deadLetters.add([letterOf(document, reason)]);
      }
      await writer.setPosition(next);
      return next;
    },
  };
}

function letterOf({ index, day, fields }: EventDocument, detail: string) {
  const { anmin, event } = fields as {
    anmin?: { source?: string };
    event?: { original?: string; ingested?: string };
  };
  const text = event?.original ?? '';
  return {
    source: anmin?.source ?? 'unknown',
    receivedAt: Date.parse(event?.ingested ?? `${day}T00:00:00.000Z`),
    reason: 'refused-by-store',
    detail,
    stage: 'store' as const,
    index,
    text,
    bytes: Buffer.byteLength(text),
  };
}
