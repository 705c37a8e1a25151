import type { Selectable, Updateable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type CaseRow = Selectable<AuditTables['audit_cases']>;
export type CaseEntryRow = Selectable<AuditTables['audit_case_entries']>;

export function pageOfCases<V>(
  db: Db,
  state: 'open' | 'closed' | undefined,
  page: PageQuery,
  viewOf: (row: CaseRow) => V,
): Promise<Page<V>> {
  let query = db.selectFrom('audit_cases');
  if (state !== undefined) query = query.where('state', '=', state);
  return newestPage(query, page, viewOf);
}

export const findCase = (db: Db, id: string): Promise<CaseRow | undefined> =>
  db.selectFrom('audit_cases').selectAll().where('id', '=', id).executeTakeFirst();

/** The highest number that begins so. */
export async function lastCaseNumber(db: Db, prefix: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('audit_cases')
    .select('number')
    .where('number', 'like', `${prefix}%`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.number;
}

export async function insertCase(tx: Db, row: CaseRow): Promise<void> {
  await tx.insertInto('audit_cases').values(row).execute();
}

export async function updateCase(
  tx: Db,
  id: string,
  set: Updateable<AuditTables['audit_cases']>,
): Promise<void> {
  await tx.updateTable('audit_cases').set(set).where('id', '=', id).execute();
}

/** The oldest first. */
export const entriesOfCase = (db: Db, caseId: string, limit: number): Promise<CaseEntryRow[]> =>
  db
    .selectFrom('audit_case_entries')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('id')
    .limit(limit)
    .execute();

export async function insertCaseEntry(tx: Db, row: CaseEntryRow): Promise<void> {
  await tx.insertInto('audit_case_entries').values(row).execute();
}
