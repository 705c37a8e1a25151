import type { Selectable } from 'kysely';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditEventName } from '../../events.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import { newestPage } from '../../store/newest-page.ts';
import { recordEvent } from '../record-event.ts';

type HoldRow = Selectable<AuditTables['audit_holds']>;

export type HoldView = {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly keepFrom: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly liftAskedAt: string | null;
  readonly liftAskedBy: string | null;
  readonly liftReason: string | null;
  readonly liftedAt: string | null;
  readonly liftedBy: string | null;
};

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
      const row = await tx.selectFrom('audit_holds').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined || row.lifted_at !== null) throw auditErrors['hold-unknown']();
      await tx.updateTable('audit_holds').set(decide(row)).where('id', '=', id).execute();
      await recordEvent(events, tx, actor, {
        name,
        subject: { kind: 'hold', id, label: row.title },
      });
    });
  }

  return {
    async list(actor: Actor, page: PageQuery): Promise<Page<HoldView>> {
      authorise(actor, 'audit.evidence.read');
      const query = storage.read<AuditTables>().selectFrom('audit_holds');
      return newestPage(query, page, viewOf);
    },

    async place(
      actor: Actor,
      input: { title: string; reason: string; keepFrom: string },
    ): Promise<{ id: string }> {
      authorise(actor, 'audit.holds.write');
      const id = newId();
      const { id: by, name } = actorRef(actor);
      await storage.transaction<AuditTables, void>(async (tx) => {
        await tx
          .insertInto('audit_holds')
          .values({
            id,
            title: input.title,
            reason: input.reason,
            keep_from: input.keepFrom,
            placed_at: clock.now().toISOString(),
            placed_by: by,
            placed_by_name: name,
            lift_asked_at: null,
            lift_asked_by: null,
            lift_asked_by_name: null,
            lift_reason: null,
            lifted_at: null,
            lifted_by_name: null,
          })
          .execute();
        await recordEvent(events, tx, actor, {
          name: 'audit.hold.placed',
          subject: { kind: 'hold', id, label: input.title },
          data: { keepFrom: input.keepFrom, reason: input.reason },
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

/** The earliest time of receipt that a hold protects, in ms; null: no hold stands. */
export async function earliestHold(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('audit_holds')
    .select('keep_from')
    .where('lifted_at', 'is', null)
    .orderBy('keep_from')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : Date.parse(row.keep_from);
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
