import type { Selectable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type ExceptionRow = Selectable<AuditTables['audit_exceptions']>;

export const pageOfExceptions = <V>(
  db: Db,
  page: PageQuery,
  viewOf: (row: ExceptionRow) => V,
): Promise<Page<V>> => newestPage(db.selectFrom('audit_exceptions'), page, viewOf);

/** Whether it holds back at that time, in ms. */
export const isActive = (row: Pick<ExceptionRow, 'ended_at' | 'expires_at'>, now: number): boolean =>
  row.ended_at === null && Date.parse(row.expires_at) > now;

/** No offset from UTC is as long. */
const dayMs = 86_400_000;

/** Those that hold back at that time, in ms. */
export async function activeExceptions(db: Db, now: number): Promise<ExceptionRow[]> {
  const rows = await db
    .selectFrom('audit_exceptions')
    .selectAll()
    .where('ended_at', 'is', null)
    // Older rows have offsets: as text they are off by less than a day.
    .where('expires_at', '>', new Date(now - dayMs).toISOString())
    .orderBy('id')
    .execute();
  return rows.filter((row) => isActive(row, now));
}

export async function insertException(tx: Db, row: ExceptionRow): Promise<void> {
  await tx.insertInto('audit_exceptions').values(row).execute();
}

/** @returns false when there is none that stands */
export async function endException(
  tx: Db,
  id: string,
  set: { ended_at: string; ended_by: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_exceptions')
    .set(set)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** One match more that an exception kept from raising an alert. */
export async function countHeldBack(tx: Db, id: string): Promise<void> {
  await tx
    .updateTable('audit_exceptions')
    .set((eb) => ({ held_back: eb('held_back', '+', 1) }))
    .where('id', '=', id)
    .execute();
}
