import type { Subscription } from '#platform/kernel/domain.ts';
import { ownSource } from '../core/record.ts';
import type { EvidenceLog } from '../ports.ts';

/**
 * Every event of every domain becomes evidence: its envelope as one line of JSON. The place in the event
 * log is the origin, so that an event that is given twice is stored once.
 */
export function takeOwnEvents(evidence: Pick<EvidenceLog, 'append'>, now: () => number): Subscription {
  return {
    name: 'audit.take-own-events',
    events: [],
    handleBatch: async (events) => {
      await evidence.append(
        events.map((event) => ({
          source: ownSource,
          raw: Buffer.from(JSON.stringify(event), 'utf8'),
          eventTime: Date.parse(event.time),
          receivedAt: now(),
          origin: { stream: 'events', position: event.sequence },
        })),
      );
    },
  };
}
