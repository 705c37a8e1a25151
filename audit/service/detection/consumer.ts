import { setImmediate } from 'node:timers/promises';
import type { EventLog } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AuditTables } from '../../store/db.ts';
import { findDetection, setDetection } from '../../store/detection.ts';
import { countHeldBack } from '../../store/exceptions.ts';
import type { createExceptions } from '../alerts/exceptions.ts';
import { type Linked, type Match, recordMatch } from '../alerts/record.ts';
import { type Consumer, recordsAtOnce } from '../following/follower.ts';
import type { Reading } from '../following/reading.ts';

/** The place is written down this often; what came after is detected again, and recorded once. */
const savedEveryMs = 5_000;
const matchesAtOnce = 100;

/**
 * Records what the rules find in every event. Alerts are written first, then the place in the log with what the
 * correlations remember: after kill -9 a few seconds are detected again, and what an alert has already is not
 * added to it.
 */
export function detectionConsumer(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly exceptions: Pick<ReturnType<typeof createExceptions>, 'active'>;
  readonly reading: Pick<Reading, 'detect' | 'save' | 'restore'>;
  /** Where detection begins when it never ran: what is older was received before it was switched on. */
  readonly beginAt: () => number;
}): Consumer {
  const { storage, clock, log, exceptions, reading } = deps;
  let savedAt = clock.now().getTime();

  /** In parts, so that a storm of matches leaves the process free for others. */
  async function record(matches: readonly Match[]): Promise<void> {
    const active = await exceptions.active();
    const linked: Linked = new Map();
    for (let at = 0; at < matches.length; at += matchesAtOnce) {
      await storage.transaction<AuditTables, void>(async (tx) => {
        for (const match of matches.slice(at, at + matchesAtOnce)) {
          const cover = active.find(({ covers }) => covers(match.ruleId, match.document.fields));
          const isNew = await recordMatch(deps, tx, match, cover?.id ?? null, linked);
          if (cover !== undefined && isNew) await countHeldBack(tx, cover.id);
        }
      });
      await setImmediate();
    }
  }

  async function save(next: number): Promise<void> {
    const state = await reading.save();
    await storage.transaction<AuditTables, void>((tx) => setDetection(tx, next, state));
    savedAt = clock.now().getTime();
  }

  return {
    name: 'detection',
    async position() {
      const row = await findDetection(storage.read<AuditTables>());
      const isRead = await reading.restore(row?.state ?? null, clock.now().getTime());
      // Correlations begin anew; single rules lose nothing.
      if (!isRead) log.warn({}, 'what detection remembered cannot be read');
      return row?.position ?? deps.beginAt();
    },
    async take(from) {
      const { matches, next } = await reading.detect(from, recordsAtOnce);
      if (matches.length > 0) await record(matches);
      if (Math.abs(clock.now().getTime() - savedAt) > savedEveryMs) await save(next);
      return next;
    },
  };
}
