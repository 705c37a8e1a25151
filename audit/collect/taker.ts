import type { NewRecord } from '../core/record.ts';
import type { DeadLetters } from '../service/dead-letters/index.ts';
import type { KnownSource } from '../service/sources/registry.ts';
import type { RefusedFrame } from './framing.ts';
import type { Intake } from './intake.ts';
import type { CollectPorts } from './settings.ts';

/** What the listeners of syslog do with what they cut out of their transport. */
export type Taker = {
  recordOf(source: KnownSource, raw: Buffer, receivedAt: number): NewRecord;
  /** Resolves when the records are in the evidence log and the refused ones among the dead letters. */
  take(
    source: string,
    records: readonly NewRecord[],
    refused: readonly RefusedFrame[],
    receivedAt: number,
  ): Promise<void>;
  hasRoom(source: string): boolean;
};

export function createTaker(deps: {
  readonly intake: Intake;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
  readonly eventTimeOf: CollectPorts['eventTimeOf'];
}): Taker {
  const { intake, deadLetters, eventTimeOf } = deps;
  return {
    recordOf: ({ id, timeZone }, raw, receivedAt) => ({
      source: id,
      raw,
      eventTime: eventTimeOf(raw, { timeZone, receivedAt }),
      receivedAt,
    }),
    async take(source, records, refused, receivedAt) {
      const letters = refused.map((frame) => ({ ...frame, stage: 'collect' as const, source, receivedAt }));
      const [taken, kept] = await Promise.allSettled([
        intake.submit(source, records, { hold: true }),
        deadLetters.add(letters),
      ]);
      if (taken.status === 'rejected') throw taken.reason;
      if (kept.status === 'rejected') throw kept.reason;
    },
    hasRoom: intake.hasRoom,
  };
}
