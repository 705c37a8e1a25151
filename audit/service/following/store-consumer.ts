import { maxRecordLength } from '../../core/parse/types.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { EventWriter, EvidenceLog } from '../../ports.ts';
import type { DeadLetters } from '../dead-letters/index.ts';
import { type Consumer, recordsAtOnce } from './follower.ts';
import type { Reading } from './reading.ts';

export type StoreFeed = {
  readonly evidence: Pick<EvidenceLog, 'size' | 'read'>;
  readonly reading: Pick<Reading, 'prepare'>;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
};

/** Feeds a store; what it refuses for good goes to the dead letters, the rest goes in. */
export function storeConsumer(name: string, writer: EventWriter, feed: StoreFeed): Consumer {
  const { evidence, reading, deadLetters } = feed;
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
      const letters: Letter[] = [];
      for (const { index, reason } of await writer.write(prepared, signal)) {
        const [record] = await evidence.read(index, 1);
        if (record !== undefined) letters.push(letterOf(record, reason));
      }
      if (letters.length > 0) await deadLetters.add(letters);
      await writer.setPosition(next);
      return next;
    },
  };
}

type Letter = ReturnType<typeof letterOf>;

function letterOf({ index, source, receivedAt, raw }: StoredRecord, detail: string) {
  const text = raw.toString('utf8').slice(0, maxRecordLength);
  return {
    source,
    receivedAt,
    reason: 'refused-by-store',
    detail,
    stage: 'store' as const,
    index,
    text,
    bytes: Buffer.byteLength(text),
  };
}
