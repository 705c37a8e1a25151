import { setImmediate } from 'node:timers/promises';
import type { EventLog } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Log } from '#platform/log/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { type EventDocument, ownSource } from '../../core/record.ts';
import type { Detector } from '../../core/sigma/detector.ts';
import type { AuditTables } from '../../store/db.ts';
import type { createExceptions } from '../alerts/exceptions.ts';
import { type Linked, type Match, recordMatch } from '../alerts/record.ts';
import type { Consumer } from '../following/follower.ts';

/** The place is written down this often; what came after is detected again, and recorded once. */
const savedEveryMs = 5_000;
const matchesAtOnce = 100;

/**
 * Runs every event through the detector. Alerts are written first, then the place in the log with what the
 * correlations remember: after kill -9 a few seconds are detected again, and what an alert has already is not
 * added to it.
 * @param detector asked for each batch: rules can change in between
 */
export function detectionConsumer(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly exceptions: Pick<ReturnType<typeof createExceptions>, 'active'>;
  readonly detector: () => Detector;
  /** Where detection begins when it never ran: what is older was received before it was switched on. */
  readonly beginAt: () => number;
}): Consumer {
  const { storage, clock, log, exceptions, detector } = deps;
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
          if (cover !== undefined && isNew)
            await tx
              .updateTable('audit_exceptions')
              .set((eb) => ({ held_back: eb('held_back', '+', 1) }))
              .where('id', '=', cover.id)
              .execute();
        }
      });
      await setImmediate();
    }
  }

  async function save(next: number): Promise<void> {
    const state = JSON.stringify(detector().save());
    await storage.transaction<AuditTables, unknown>((tx) =>
      tx
        .insertInto('audit_detection')
        .values({ id: 1, position: next, state })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ position: next, state }))
        .execute(),
    );
    savedAt = clock.now().getTime();
  }

  return {
    name: 'detection',
    async position() {
      const row = await storage
        .read<AuditTables>()
        .selectFrom('audit_detection')
        .selectAll()
        .where('id', '=', 1)
        .executeTakeFirst();
      if (row === undefined) return deps.beginAt();
      try {
        detector().restore(JSON.parse(row.state), clock.now().getTime());
      } catch (error) {
        // Correlations begin anew; single rules lose nothing.
        log.warn({ err: error }, 'what detection remembered cannot be read');
      }
      return row.position;
    },
    async take(documents, next) {
      const matches = documents.flatMap((document) => matchesOf(detector(), document));
      if (matches.length > 0) await record(matches);
      if (Math.abs(clock.now().getTime() - savedAt) > savedEveryMs) await save(next);
    },
  };
}

/**
 * What one event completes. Our own event about alerts raises none: an alert on alerts would never end. What
 * another source calls so is its own affair.
 */
export function matchesOf(detector: Detector, document: EventDocument): Match[] {
  const { fields } = document;
  const action = (fields.event as { action?: unknown } | undefined)?.action;
  const source = (fields.anmin as { source?: unknown } | undefined)?.source;
  if (source === ownSource && typeof action === 'string' && action.startsWith('audit.alert.')) return [];
  const ingested = (fields.event as { ingested?: unknown } | undefined)?.ingested;
  const receivedAt = typeof ingested === 'string' ? Date.parse(ingested) : Number.NaN;
  const at = Number.isNaN(receivedAt) ? Date.parse(`${document.day}T23:59:59.999Z`) : receivedAt;
  return detector.feed(fields, at, document.id).map(({ rule, earlier }) => ({
    ruleId: rule.id,
    title: rule.title,
    level: rule.level ?? 'medium',
    document,
    earlier: earlier?.filter((id) => id !== document.id) ?? [],
  }));
}
