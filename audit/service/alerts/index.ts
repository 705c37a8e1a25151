import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { offsetOf, type Page, type PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AlertLevel } from '../../core/alerts/grouping.ts';
import type { Mask } from '../../core/mask/document.ts';
import { auditErrors } from '../../errors.ts';
import type { Alert, AlertDecision, AlertDetail, verdicts } from '../../schemas.ts';
import {
  type AlertFilter,
  type AlertRow,
  type AlertState,
  alertsSaying,
  countOpenAlerts,
  eventsOfAlert,
  findAlert,
  pageOfAlerts,
} from '../../store/alerts.ts';
import type { AuditTables } from '../../store/db.ts';
import type { EventReader } from '../../stores/reader.ts';
import { readTime } from '../read-time.ts';
import { recordAlone } from '../record-event.ts';
import { isAbout } from './about.ts';
import { closeAlert } from './close.ts';

export type Verdict = (typeof verdicts)[number];

export type AlertView = Static<typeof Alert>;

/** Events of an alert that are shown beside it; a search by time shows the others. */
const shownEvents = 200;

/** Newest alerts that may hold a text and are asked whether they show it. */
const lookedThrough = 5_000;

/** Alerts as people see and decide them. */
export function createAlerts(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly mask: Mask;
  readonly reader: () => EventReader;
}) {
  const { storage, mask } = deps;
  const read = () => storage.read<AuditTables>();
  const shown = (row: AlertRow) => maskAlert(viewOf(row), mask);

  return {
    /**
     * @param text stands in the title, the rule, the user, the address or the host as they are shown
     * @throws audit.time-unreadable
     */
    async list(
      actor: Actor,
      { text, ...filter }: AlertFilter & { readonly text?: string },
      page: PageQuery,
    ): Promise<Page<AlertView>> {
      authorise(actor, 'audit.alerts.read');
      const { from, to } = filter;
      const within = {
        ...filter,
        ...(from !== undefined && { from: readTime(from, 'from') }),
        ...(to !== undefined && { to: readTime(to, 'to') }),
      };
      const offset = offsetOf(page);
      if (text !== undefined) {
        // What a mask leaves of a text stands in the text itself.
        const left = text.split('*').filter((part) => part !== '');
        const found = await alertsSaying(read(), within, left, lookedThrough);
        const fitting = found.filter((row) => shows(row, text, mask));
        const items = fitting.slice(offset, offset + page.pageSize).map(shown);
        return { items, total: fitting.length, page: page.page, pageSize: page.pageSize };
      }
      const { rows, total } = await pageOfAlerts(read(), within, { offset, limit: page.pageSize });
      return { items: rows.map(shown), total, page: page.page, pageSize: page.pageSize };
    },

    /**
     * @param reason makes it unmasked, for who may; it is recorded
     * @throws audit.alert-unknown, common.forbidden
     */
    async get(actor: Actor, id: string, reason?: string): Promise<Static<typeof AlertDetail>> {
      authorise(actor, reason === undefined ? 'audit.alerts.read' : 'audit.events.unmask');
      const row = await findAlert(read(), id);
      if (row === undefined) throw auditErrors['alert-unknown']();
      const linked = await eventsOfAlert(read(), id, shownEvents);
      if (reason !== undefined)
        await recordAlone(deps, actor, {
          name: 'audit.alert.unmasked',
          subject: { kind: 'alert', id, label: row.title },
          data: { reason },
        });
      return {
        alert: reason === undefined ? shown(row) : viewOf(row),
        eventIds: linked.map(({ event_id: eventId }) => eventId),
        masked: reason === undefined,
      };
    },

    /** Open alerts by class and level. */
    async summary(actor: Actor): Promise<{ class: string; level: string; count: number }[]> {
      authorise(actor, 'audit.alerts.read');
      const rows = await countOpenAlerts(read());
      return rows.map((row) => ({ ...row, count: Number(row.count) }));
    },

    /**
     * Closes an alert with a verdict; a later match opens a new one. A suppressed one can be closed too.
     * @throws audit.alert-unknown, audit.alert-closed, audit.alert-own
     */
    async close(actor: Actor, id: string, decision: Static<typeof AlertDecision>): Promise<AlertView> {
      authorise(actor, 'audit.alerts.decide');
      const alert = await findAlert(read(), id);
      if (alert === undefined) throw auditErrors['alert-unknown']();
      const own = await isAbout(deps, read(), actor, alert);
      return storage.transaction<AuditTables, AlertView>(async (tx) => {
        const row = await findAlert(tx, id);
        if (row === undefined) throw auditErrors['alert-unknown']();
        return shown(await closeAlert(deps, tx, actor, row, decision, own));
      });
    },
  };
}

/** Whether a text stands in what people see: in what is masked it would be guessed piece by piece. */
function shows(row: AlertRow, text: string, mask: Mask): boolean {
  const { title, ruleId, user, address, host } = maskAlert({ ...viewOf(row), comment: null }, mask);
  const wanted = text.toLowerCase();
  return [title, ruleId, user, address, host].some((value) => value?.toLowerCase().includes(wanted));
}

/** Whom it is about and what was written of it, without personal data. */
function maskAlert(alert: AlertView, mask: Mask): AlertView {
  const masked = (text: string | null, field: string) => (text === null ? null : mask.text(text, field));
  return {
    ...alert,
    title: mask.text(alert.title, 'rule.name'),
    user: masked(alert.user, 'user.name'),
    address: masked(alert.address, 'source.ip'),
    host: masked(alert.host, 'host.name'),
    comment: masked(alert.comment, 'message'),
  };
}

function viewOf(row: AlertRow): AlertView {
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
