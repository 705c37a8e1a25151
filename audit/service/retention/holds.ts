import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditEventName } from '../../events.ts';
import type { Hold, NewHold } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import { findHold, type HoldRow, insertHold, pageOfHolds, updateHold } from '../../store/holds.ts';
import { readTime } from '../read-time.ts';
import { recordEvent } from '../record-event.ts';

type HoldView = Static<typeof Hold>;

/** Legal holds 法律保全: what came in since a time is not removed until two persons lift it. */
export function createHolds(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
}) {
  const { storage, events, clock } = deps;

  function change(
    actor: Actor,
    id: string,
    name: AuditEventName,
    decide: (row: HoldRow) => Partial<HoldRow>,
  ): Promise<void> {
    return storage.transaction<AuditTables, void>(async (tx) => {
      const row = await findHold(tx, id);
      if (row === undefined || row.lifted_at !== null) throw auditErrors['hold-unknown']();
      await updateHold(tx, id, decide(row));
      await recordEvent(events, tx, actor, {
        name,
        subject: { kind: 'hold', id, label: row.title },
      });
    });
  }

  return {
    async list(actor: Actor, page: PageQuery): Promise<Page<HoldView>> {
      authorise(actor, 'audit.evidence.read');
      return pageOfHolds(storage.read<AuditTables>(), page, viewOf);
    },

    /** @throws audit.time-unreadable */
    async place(actor: Actor, input: Static<typeof NewHold>): Promise<{ id: string }> {
      authorise(actor, 'audit.holds.write');
      const id = newId();
      const { id: by, name } = actorRef(actor);
      const keepFrom = readTime(input.keepFrom, 'keepFrom');
      await storage.transaction<AuditTables, void>(async (tx) => {
        await insertHold(tx, {
          id,
          title: input.title,
          reason: input.reason,
          keep_from: keepFrom,
          placed_at: clock.now().toISOString(),
          placed_by: by,
          placed_by_name: name,
        });
        await recordEvent(events, tx, actor, {
          name: 'audit.hold.placed',
          subject: { kind: 'hold', id, label: input.title },
          data: { keepFrom, reason: input.reason },
        });
      });
      return { id };
    },

    /** The first of two: asks that it be lifted. @throws audit.hold-unknown */
    askToLift(actor: Actor, id: string, reason: string): Promise<void> {
      authorise(actor, 'audit.holds.write');
      const { id: by, name } = actorRef(actor);
      return change(actor, id, 'audit.hold.lift-requested', () => ({
        lift_asked_at: clock.now().toISOString(),
        lift_asked_by: by,
        lift_asked_by_name: name,
        lift_reason: reason,
      }));
    },

    /** The second, another person: lifts it. @throws audit.hold-unknown, audit.hold-not-asked, audit.hold-same-person */
    lift(actor: Actor, id: string): Promise<void> {
      authorise(actor, 'audit.holds.lift');
      const { id: by, name } = actorRef(actor);
      return change(actor, id, 'audit.hold.lifted', (row) => {
        if (row.lift_asked_by === null) throw auditErrors['hold-not-asked']();
        if (row.lift_asked_by === by) throw auditErrors['hold-same-person']();
        return { lifted_at: clock.now().toISOString(), lifted_by_name: name };
      });
    },
  };
}

function viewOf(row: HoldRow): HoldView {
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    keepFrom: row.keep_from,
    placedAt: row.placed_at,
    placedBy: row.placed_by_name,
    liftAskedAt: row.lift_asked_at,
    liftAskedBy: row.lift_asked_by_name,
    liftReason: row.lift_reason,
    liftedAt: row.lifted_at,
    liftedBy: row.lifted_by_name,
  };
}
