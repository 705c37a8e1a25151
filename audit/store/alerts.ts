import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { contains } from '#platform/storage/index.ts';
import type { AuditTables, Db } from './db.ts';

export type AlertRow = Selectable<AuditTables['audit_alerts']>;
export type AlertState = 'open' | 'closed' | 'suppressed';

/** The alert that a further match belongs to: same group, same state, last one not before `since`. */
export function findGroup(
  db: Db,
  group: { key: string; state: AlertState; exceptionId: string | null; since: string },
): Promise<AlertRow | undefined> {
  return db
    .selectFrom('audit_alerts')
    .selectAll()
    .where('group_key', '=', group.key)
    .where('state', '=', group.state)
    .where('last_at', '>=', group.since)
    .$if(group.exceptionId !== null, (query) => query.where('exception_id', '=', group.exceptionId))
    .orderBy('last_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Notes the events of an alert; those it already has are left as they are. Answers how many are new. */
export async function linkEvents(
  db: Db,
  alertId: string,
  events: readonly { readonly id: string; readonly at: string }[],
): Promise<number> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('audit_alert_events')
    .values(events.map(({ id, at }) => ({ alert_id: alertId, event_id: id, at })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0n);
}

export async function extendAlert(
  db: Db,
  id: string,
  span: { firstAt: string; lastAt: string },
): Promise<void> {
  await db
    .updateTable('audit_alerts')
    .set({
      matches: sql`matches + 1`,
      first_at: sql`case when first_at > ${span.firstAt} then ${span.firstAt} else first_at end`,
      last_at: sql`case when last_at < ${span.lastAt} then ${span.lastAt} else last_at end`,
    })
    .where('id', '=', id)
    .execute();
}

export type AlertFilter = {
  readonly state?: AlertState;
  readonly class?: string;
  readonly ruleId?: string;
  readonly caseId?: string;
  /** At least so severe. */
  readonly severity?: number;
  /** Of the last match. */
  readonly from?: string;
  readonly to?: string;
};

export async function pageOfAlerts(
  db: Db,
  filter: AlertFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ rows: AlertRow[]; total: number }> {
  const wanted = filtered(db, filter);
  const { total } = await wanted
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await wanted
    .selectAll()
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  return { rows, total: Number(total) };
}

function filtered(db: Db, filter: AlertFilter) {
  let query = db.selectFrom('audit_alerts');
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.class !== undefined) query = query.where('class', '=', filter.class);
  if (filter.ruleId !== undefined) query = query.where('rule_id', '=', filter.ruleId);
  if (filter.caseId !== undefined) query = query.where('case_id', '=', filter.caseId);
  if (filter.severity !== undefined) query = query.where('severity', '>=', filter.severity);
  if (filter.from !== undefined) query = query.where('last_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('last_at', '<', filter.to);
  return query;
}

/** The newest alerts that say each of these texts in the title, the rule, the user, the address or the host. */
export function alertsSaying(
  db: Db,
  filter: AlertFilter,
  texts: readonly string[],
  limit: number,
): Promise<AlertRow[]> {
  const columns = ['title', 'rule_id', 'user_name', 'address', 'host'];
  return texts
    .reduce(
      (query, text) => query.where((eb) => eb.or(columns.map((column) => contains(column, text)))),
      filtered(db, filter),
    )
    .selectAll()
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Events of an alert, the newest first. */
export function eventsOfAlert(
  db: Db,
  alertId: string,
  limit: number,
): Promise<{ event_id: string; at: string }[]> {
  return db
    .selectFrom('audit_alert_events')
    .select(['event_id', 'at'])
    .where('alert_id', '=', alertId)
    .orderBy('at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(limit)
    .execute();
}

/** Open alerts by class and level, for overviews. */
export function countOpenAlerts(
  db: Db,
): Promise<{ class: string; level: string; count: number | string | bigint }[]> {
  return db
    .selectFrom('audit_alerts')
    .select(['class', 'level', (eb) => eb.fn.countAll().as('count')])
    .where('state', '=', 'open')
    .groupBy(['class', 'level'])
    .execute();
}

export const findAlert = (db: Db, id: string): Promise<AlertRow | undefined> =>
  db.selectFrom('audit_alerts').selectAll().where('id', '=', id).executeTakeFirst();

export const unclosedAlertsOfCase = (db: Db, caseId: string): Promise<AlertRow[]> =>
  db
    .selectFrom('audit_alerts')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('state', '!=', 'closed')
    .orderBy('id')
    .execute();

export async function insertAlert(tx: Db, row: AlertRow): Promise<void> {
  await tx.insertInto('audit_alerts').values(row).execute();
}

export async function updateAlert(tx: Db, id: string, set: Partial<AlertRow>): Promise<void> {
  await tx.updateTable('audit_alerts').set(set).where('id', '=', id).execute();
}
