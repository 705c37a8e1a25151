import type { Selectable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type HoldRow = Selectable<AuditTables['audit_holds']>;

export const pageOfHolds = <V>(db: Db, page: PageQuery, viewOf: (row: HoldRow) => V): Promise<Page<V>> =>
  newestPage(db.selectFrom('audit_holds'), page, viewOf);

export const findHold = (db: Db, id: string): Promise<HoldRow | undefined> =>
  db.selectFrom('audit_holds').selectAll().where('id', '=', id).executeTakeFirst();

export async function insertHold(tx: Db, row: HoldRow): Promise<void> {
  await tx.insertInto('audit_holds').values(row).execute();
}

export async function updateHold(tx: Db, id: string, set: Partial<HoldRow>): Promise<void> {
  await tx.updateTable('audit_holds').set(set).where('id', '=', id).execute();
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
