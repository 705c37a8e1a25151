import type { Selectable, Updateable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type ReportRow = Selectable<AuditTables['audit_reports']>;

const underWay = ['waiting', 'running'];

export const pageOfReports = <V>(db: Db, page: PageQuery, viewOf: (row: ReportRow) => V): Promise<Page<V>> =>
  newestPage(db.selectFrom('audit_reports'), page, viewOf);

export const findReport = (db: Db, id: string): Promise<ReportRow | undefined> =>
  db.selectFrom('audit_reports').selectAll().where('id', '=', id).executeTakeFirst();

/** The oldest that is not ended, from now on being made. */
export async function claimReport(tx: Db): Promise<ReportRow | undefined> {
  const row = await tx
    .selectFrom('audit_reports')
    .selectAll()
    .where('state', 'in', underWay)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) await updateReport(tx, row.id, { state: 'running', progress: 5 });
  return row;
}

/** Whether the report of a month is asked for and not made yet. */
export async function isReportUnderWay(db: Db, month: string): Promise<boolean> {
  const row = await db
    .selectFrom('audit_reports')
    .select('id')
    .where('month', '=', month)
    .where('state', 'in', underWay)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the report of a month was asked for by itself, whatever became of it. */
export async function hasAutomaticReport(db: Db, month: string): Promise<boolean> {
  const row = await db
    .selectFrom('audit_reports')
    .select('id')
    .where('month', '=', month)
    .where('automatic', '=', 1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertReport(tx: Db, row: ReportRow): Promise<void> {
  await tx.insertInto('audit_reports').values(row).execute();
}

export async function updateReport(
  tx: Db,
  id: string,
  set: Updateable<AuditTables['audit_reports']>,
): Promise<void> {
  await tx.updateTable('audit_reports').set(set).where('id', '=', id).execute();
}
