import type { Selectable, Updateable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type ExportRow = Selectable<AuditTables['audit_exports']>;

const underWay = ['waiting', 'running'];

export const isUnderWay = ({ state }: Pick<ExportRow, 'state'>): boolean => underWay.includes(state);

export const pageOfExports = <V>(db: Db, page: PageQuery, viewOf: (row: ExportRow) => V): Promise<Page<V>> =>
  newestPage(db.selectFrom('audit_exports'), page, viewOf);

export const findExport = (db: Db, id: string): Promise<ExportRow | undefined> =>
  db.selectFrom('audit_exports').selectAll().where('id', '=', id).executeTakeFirst();

/** The oldest that is not ended, from now on being made. */
export async function claimExport(tx: Db): Promise<ExportRow | undefined> {
  const row = await tx
    .selectFrom('audit_exports')
    .selectAll()
    .where('state', 'in', underWay)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) await updateExport(tx, row.id, row.state, { state: 'running' });
  return row;
}

export async function countExportsUnderWay(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('audit_exports')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', 'in', underWay)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertExport(tx: Db, row: ExportRow): Promise<void> {
  await tx.insertInto('audit_exports').values(row).execute();
}

/** Changes it only while it is in that state. */
export async function updateExport(
  tx: Db,
  id: string,
  state: string,
  set: Updateable<AuditTables['audit_exports']>,
): Promise<void> {
  await tx.updateTable('audit_exports').set(set).where('id', '=', id).where('state', '=', state).execute();
}
