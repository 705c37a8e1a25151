import type { EventLog } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { EventWriter, EvidenceLog } from '../../ports.ts';
import type { createExceptions } from '../alerts/exceptions.ts';
import { detectionConsumer } from '../detection/consumer.ts';
import type { SourceFacts } from '../normalise.ts';
import { type Follower, type FollowerState, follow } from './follower.ts';
import type { Reading } from './reading.ts';
import type { ReadingSettings } from './reading.worker.ts';
import { type ReadingThread, startReadingThread } from './reading-thread.ts';
import { type StoreFeed, storeConsumer } from './store-consumer.ts';

/** What follows the evidence: the store that is filled, and the rules. Nothing runs before `start`. */
export function createFollowing(
  deps: Omit<StoreFeed, 'reading' | 'evidence'> & {
    readonly evidence: EvidenceLog;
    readonly storage: Storage;
    readonly events: EventLog;
    readonly clock: Clock;
    readonly log: Log;
    readonly exceptions: Pick<ReturnType<typeof createExceptions>, 'active'>;
    readonly settings: () => ReadingSettings;
    readonly sources: () => ReadonlyMap<string, SourceFacts>;
    readonly rulesOff: () => ReadonlySet<string>;
  },
) {
  const { evidence, deadLetters, log, settings, sources, rulesOff } = deps;
  let thread: ReadingThread | undefined;
  let filling: Follower | undefined;
  let detecting: Follower | undefined;

  const reading: Reading = {
    prepare: (...asked) => thread!.prepare(...asked),
    detect: (...asked) => thread!.detect(...asked),
    save: () => thread!.save(),
    restore: (...asked) => thread!.restore(...asked),
  };
  const feed = { evidence, reading, deadLetters, log };
  const both = () => [filling, detecting].filter((each) => each !== undefined);

  async function fill(writer: EventWriter): Promise<void> {
    await filling?.stop();
    filling = follow(feed, storeConsumer('store', writer, feed));
  }

  return {
    /** What another store can be filled with. */
    feed,
    states: (): readonly FollowerState[] => both().map((follower) => follower.state()),
    /** These rules are off from now on. */
    setOff: (ids: ReadonlySet<string>): void => thread?.setOff(ids),
    /** Fills this store from now on, and no other. */
    fill,
    async start(writer: EventWriter): Promise<void> {
      thread = startReadingThread({ settings: settings(), evidence, sources, rulesOff: rulesOff(), log });
      await fill(writer);
      // What was received before detection was ever switched on is looked at as far as it is kept.
      const beginAt = () => evidence.firstKept();
      detecting = follow(feed, detectionConsumer({ ...deps, reading, beginAt }));
    },
    async stop(): Promise<void> {
      await Promise.all(both().map((follower) => follower.stop()));
      await thread?.stop();
    },
  };
}
