import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { offsetOf, type Page, type PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AlertLevel } from '../../core/alerts/grouping.ts';
import { auditErrors } from '../../errors.ts';
import type { verdicts } from '../../schemas.ts';
import type { AlertTables } from '../../store/alert-tables.ts';
import {
  type AlertFilter,
  type AlertRow,
  type AlertState,
  countOpenAlerts,
  eventsOfAlert,
  pageOfAlerts,
} from '../../store/alerts.ts';

export type Verdict = (typeof verdicts)[number];

export type AlertView = {
  readonly id: string;
  readonly ruleId: string;
  readonly title: string;
  readonly level: AlertLevel;
  readonly class: string;
  readonly user: string | null;
  readonly address: string | null;
  readonly host: string | null;
  readonly state: AlertState;
  readonly exceptionId: string | null;
  readonly caseId: string | null;
  readonly matches: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly raisedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly verdict: Verdict | null;
  readonly comment: string | null;
};

/** Events of an alert that are shown beside it; a search by time shows the others. */
const shownEvents = 200;

/** Alerts as people see and decide them. */
export function createAlerts(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
}) {
  const { storage, events, clock } = deps;
  const read = () => storage.read<AlertTables>();

  return {
    async list(actor: Actor, filter: AlertFilter, page: PageQuery): Promise<Page<AlertView>> {
      authorise(actor, 'audit.alerts.read');
      const { rows, total } = await pageOfAlerts(read(), filter, {
        offset: offsetOf(page),
        limit: page.pageSize,
      });
      return { items: rows.map(viewOf), total, page: page.page, pageSize: page.pageSize };
    },

    /** @throws audit.alert-unknown */
    async get(actor: Actor, id: string): Promise<{ alert: AlertView; eventIds: readonly string[] }> {
      authorise(actor, 'audit.alerts.read');
      const row = await read().selectFrom('audit_alerts').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw auditErrors['alert-unknown']();
      const linked = await eventsOfAlert(read(), id, shownEvents);
      return { alert: viewOf(row), eventIds: linked.map(({ event_id: eventId }) => eventId) };
    },

    /** Open alerts by class and level. */
    async summary(actor: Actor): Promise<{ class: string; level: string; count: number }[]> {
      authorise(actor, 'audit.alerts.read');
      const rows = await countOpenAlerts(read());
      return rows.map((row) => ({ ...row, count: Number(row.count) }));
    },

    /**
     * Closes an alert with a verdict; a later match opens a new one. A suppressed one can be closed too.
     * @throws audit.alert-unknown, audit.alert-closed
     */
    async close(
      actor: Actor,
      id: string,
      decision: { verdict: Verdict; comment: string },
    ): Promise<AlertView> {
      authorise(actor, 'audit.alerts.decide');
      return storage.transaction<AlertTables, AlertView>(async (tx) => {
        const row = await tx.selectFrom('audit_alerts').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) throw auditErrors['alert-unknown']();
        if (row.state === 'closed') throw auditErrors['alert-closed']({ by: row.closed_by });
        const closed = {
          state: 'closed',
          closed_at: clock.now().toISOString(),
          closed_by: actorRef(actor).name,
          verdict: decision.verdict,
          comment: decision.comment,
        };
        await tx.updateTable('audit_alerts').set(closed).where('id', '=', id).execute();
        await events.append(tx, {
          name: 'audit.alert.closed',
          actor: actorRef(actor),
          subject: { kind: 'alert', id, label: row.title },
          outcome: 'success',
          data: { ...decision, ruleId: row.rule_id },
        });
        return viewOf({ ...row, ...closed });
      });
    },
  };
}

export function viewOf(row: AlertRow): AlertView {
  return {
    id: row.id,
    ruleId: row.rule_id,
    title: row.title,
    level: row.level as AlertLevel,
    class: row.class,
    user: row.user_name,
    address: row.address,
    host: row.host,
    state: row.state as AlertState,
    exceptionId: row.exception_id,
    caseId: row.case_id,
    matches: Number(row.matches),
    firstAt: row.first_at,
    lastAt: row.last_at,
    raisedAt: row.raised_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    verdict: row.verdict as Verdict | null,
    comment: row.comment,
  };
}
