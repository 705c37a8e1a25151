import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { JsonObject } from '#platform/kernel/event.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditEventName } from '../../events.ts';
import type { Case, CaseDetail, CaseEntryKind } from '../../schemas.ts';
import { findAlert, unclosedAlertsOfCase, updateAlert } from '../../store/alerts.ts';
import {
  type CaseRow,
  entriesOfCase,
  findCase,
  insertCase,
  insertCaseEntry,
  lastCaseNumber,
  pageOfCases,
  updateCase,
} from '../../store/cases.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import type { EventReader } from '../../stores/reader.ts';
import { isAbout } from '../alerts/about.ts';
import { closeAlert } from '../alerts/close.ts';
import type { Verdict } from '../alerts/index.ts';
import { recordAlone, recordEvent } from '../record-event.ts';

export type CaseView = Static<typeof Case>;
type EntryKind = Static<typeof CaseEntryKind>;
type Entry = { kind: EntryKind; text: string; eventId?: string | null };

const mostEntries = 2_000;

/** Cases: what people find out about alerts, with hand-over and verdict. Entries are only ever added. */
export function createCases(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  /** Who can be given a case. */
  readonly colleagues: () => Promise<readonly { readonly id: string; readonly name: string }[]>;
  readonly mask: Mask;
  readonly reader: () => EventReader;
}) {
  const { storage, events, clock, colleagues, mask } = deps;
  const read = () => storage.read<AuditTables>();
  const shown = (text: string) => mask.text(text, 'message');

  /** Runs a change of an open (or, for `reopen`, closed) case; its entry and its event stand beside it. */
  function change(
    actor: Actor,
    id: string,
    work: (tx: Db, row: CaseRow) => Promise<{ entry: Entry; event: AuditEventName; data?: JsonObject }>,
    wanted: 'open' | 'closed' = 'open',
  ): Promise<void> {
    authorise(actor, 'audit.cases.write');
    return storage.transaction<AuditTables, void>(async (tx) => {
      const row = await findCase(tx, id);
      if (row === undefined) throw auditErrors['case-unknown']();
      if (row.state !== wanted) throw auditErrors[wanted === 'open' ? 'case-closed' : 'case-open']();
      const { entry, event, data } = await work(tx, row);
      await addEntry(tx, actor, id, entry);
      await recordEvent(events, tx, actor, {
        name: event,
        subject: { kind: 'case', id, label: row.number },
        ...(data && { data }),
      });
    });
  }

  async function addEntry(tx: Db, actor: Actor, caseId: string, entry: Entry): Promise<void> {
    const { id: byId, name: byName } = actorRef(actor);
    await insertCaseEntry(tx, {
      id: newId(),
      case_id: caseId,
      kind: entry.kind,
      text: entry.text,
      event_id: entry.eventId ?? null,
      at: clock.now().toISOString(),
      by_id: byId,
      by_name: byName,
    });
  }

  /**
   * Puts an alert into a case; another that had it says where it went.
   * @returns what the entry of the case says
   */
  async function attach(
    tx: Db,
    actor: Actor,
    to: Pick<CaseRow, 'id' | 'number'>,
    alertId: string,
  ): Promise<string> {
    const alert = await findAlert(tx, alertId);
    if (alert === undefined) throw auditErrors['alert-unknown']();
    await updateAlert(tx, alertId, { case_id: to.id });
    const from = alert.case_id === null ? undefined : await findCase(tx, alert.case_id);
    if (from === undefined || from.id === to.id) return alert.title;
    const text = `${from.number} → ${to.number}：${alert.title}`;
    await addEntry(tx, actor, from.id, { kind: 'alert-removed', text });
    await recordEvent(events, tx, actor, {
      name: 'audit.case.alert-removed',
      subject: { kind: 'case', id: from.id, label: from.number },
      data: { alertId, to: to.id },
    });
    return text;
  }

  return {
    async list(actor: Actor, state: 'open' | 'closed' | undefined, page: PageQuery): Promise<Page<CaseView>> {
      authorise(actor, 'audit.cases.read');
      return pageOfCases(read(), state, page, (row) => viewOf(row, shown));
    },

    /**
     * @param reason makes it unmasked, for who may; it is recorded
     * @throws audit.case-unknown, common.forbidden
     */
    async get(actor: Actor, id: string, reason?: string): Promise<Static<typeof CaseDetail>> {
      authorise(actor, reason === undefined ? 'audit.cases.read' : 'audit.events.unmask');
      const row = await findCase(read(), id);
      if (row === undefined) throw auditErrors['case-unknown']();
      const entries = await entriesOfCase(read(), id, mostEntries);
      if (reason !== undefined)
        await recordAlone(deps, actor, {
          name: 'audit.case.unmasked',
          subject: { kind: 'case', id, label: row.number },
          data: { reason },
        });
      const show = reason === undefined ? shown : (text: string) => text;
      return {
        case: viewOf(row, show),
        entries: entries.map((entry) => ({
          id: entry.id,
          kind: entry.kind as EntryKind,
          text: show(entry.text),
          eventId: entry.event_id,
          at: entry.at,
          by: entry.by_name,
        })),
        masked: reason === undefined,
      };
    },

    /** Opens a case, with the alerts that led to it. @throws audit.alert-unknown */
    async open(
      actor: Actor,
      input: { title: string; alertIds: readonly string[] },
    ): Promise<{ id: string; number: string }> {
      authorise(actor, 'audit.cases.write');
      const now = clock.now().toISOString();
      return storage.transaction<AuditTables, { id: string; number: string }>(async (tx) => {
        const id = newId();
        const number = await nextNumber(tx, now);
        await insertCase(tx, {
          id,
          number,
          title: input.title,
          state: 'open',
          assignee_id: actorRef(actor).id,
          assignee_name: actorRef(actor).name,
          verdict: null,
          created_at: now,
          created_by: actorRef(actor).name,
          closed_at: null,
        });
        await addEntry(tx, actor, id, { kind: 'opened', text: input.title });
        for (const alertId of input.alertIds) {
          const text = await attach(tx, actor, { id, number }, alertId);
          await addEntry(tx, actor, id, { kind: 'alert', text });
        }
        await recordEvent(events, tx, actor, {
          name: 'audit.case.opened',
          subject: { kind: 'case', id, label: number },
          data: { title: input.title, alertIds: [...input.alertIds] },
        });
        return { id, number };
      });
    },

    comment: (actor: Actor, id: string, text: string): Promise<void> =>
      change(actor, id, async () => ({ entry: { kind: 'comment', text }, event: 'audit.case.commented' })),

    /** Adds an event as evidence, with what it shows. @throws audit.event-unknown */
    async addEvidence(
      actor: Actor,
      id: string,
      input: { eventId: string; text: string },
      signal: AbortSignal,
    ): Promise<void> {
      authorise(actor, 'audit.cases.write');
      const { eventId } = input;
      if ((await deps.reader().get(eventId, signal)) === null)
        throw auditErrors['event-unknown']({ id: eventId });
      return change(actor, id, async () => ({
        entry: { kind: 'evidence', ...input },
        event: 'audit.case.evidence-added',
        data: { eventId },
      }));
    },

    /** @throws audit.alert-unknown */
    addAlert: (actor: Actor, id: string, alertId: string): Promise<void> =>
      change(actor, id, async (tx, row) => ({
        entry: { kind: 'alert', text: await attach(tx, actor, row, alertId) },
        event: 'audit.case.alert-added',
        data: { alertId },
      })),

    /** Who can be given a case. */
    colleagues(actor: Actor) {
      authorise(actor, 'audit.cases.write');
      return colleagues();
    },

    /** Hands the case over. @throws audit.case-assignee */
    async assign(actor: Actor, id: string, accountId: string): Promise<void> {
      authorise(actor, 'audit.cases.write');
      const to = (await colleagues()).find((each) => each.id === accountId);
      if (to === undefined) throw auditErrors['case-assignee']({ field: 'id' });
      return change(actor, id, async (tx) => {
        await updateCase(tx, id, { assignee_id: to.id, assignee_name: to.name });
        return {
          entry: { kind: 'assigned', text: to.name },
          event: 'audit.case.assigned',
          data: { to: to.id },
        };
      });
    },

    /**
     * Closes the case and its open alerts with one verdict.
     * @throws audit.alert-own, common.forbidden for who decides no alerts
     */
    async close(actor: Actor, id: string, input: { verdict: Verdict; text: string }): Promise<void> {
      authorise(actor, 'audit.cases.write');
      const own = new Map<string, boolean>();
      for (const alert of await unclosedAlertsOfCase(read(), id))
        own.set(alert.id, await isAbout(deps, read(), actor, alert));
      return change(actor, id, async (tx) => {
        const now = clock.now().toISOString();
        const { verdict, text } = input;
        await updateCase(tx, id, { state: 'closed', verdict, closed_at: now });
        const open = await unclosedAlertsOfCase(tx, id);
        for (const alert of open) {
          // One that was put into the case just now was not asked: then its name decides.
          const isOwn = own.get(alert.id) ?? alert.user_name === actorRef(actor).name;
          await closeAlert(deps, tx, actor, alert, { verdict, comment: text }, isOwn);
        }
        return { entry: { kind: 'closed', text }, event: 'audit.case.closed', data: { verdict } };
      });
    },

    reopen: (actor: Actor, id: string, text: string): Promise<void> =>
      change(
        actor,
        id,
        async (tx) => {
          await updateCase(tx, id, { state: 'open', verdict: null, closed_at: null });
          return { entry: { kind: 'reopened', text }, event: 'audit.case.reopened' };
        },
        'closed',
      ),
  };
}

/** `C20261122-003`: the day, then a count within it. Transactions run one after the other. */
async function nextNumber(tx: Db, now: string): Promise<string> {
  const prefix = `C${now.slice(0, 10).replaceAll('-', '')}-`;
  const last = await lastCaseNumber(tx, prefix);
  const count = last === undefined ? 0 : Number(last.slice(prefix.length));
  return `${prefix}${String(count + 1).padStart(3, '0')}`;
}

/** @param show how a text that people wrote is shown */
function viewOf(row: CaseRow, show: (text: string) => string): CaseView {
  return {
    id: row.id,
    number: row.number,
    title: show(row.title),
    state: row.state as CaseView['state'],
    assigneeId: row.assignee_id,
    assigneeName: row.assignee_name,
    verdict: row.verdict as Verdict | null,
    createdAt: row.created_at,
    createdBy: row.created_by,
    closedAt: row.closed_at,
  };
}
