import type { EventDocument } from '../../core/record.ts';
import type { EventWriter } from '../../ports.ts';
import type { DeadLetters } from '../dead-letters/index.ts';
import type { Consumer } from './follower.ts';

/** Feeds a store; what it refuses for good goes to the dead letters, the rest of the batch goes in. */
export function storeConsumer(
  name: string,
  writer: EventWriter,
  deadLetters: Pick<DeadLetters, 'add'>,
): Consumer {
  return {
    name,
    position: () => writer.position(),
    async take(documents, next, signal) {
      const refused = await writer.write(documents, signal);
      if (refused.length > 0) {
        const byIndex = new Map(documents.map((document) => [document.index, document]));
        await deadLetters.add(refused.map(({ index, reason }) => letterOf(byIndex.get(index)!, reason)));
      }
      await writer.setPosition(next);
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
