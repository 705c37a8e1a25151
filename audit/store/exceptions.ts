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

/** Those that hold back at that time. */
export const activeExceptions = (
  db: Db,
  now: string,
): Promise<Pick<ExceptionRow, 'id' | 'rule_id' | 'query'>[]> =>
  db
    .selectFrom('audit_exceptions')
    .select(['id', 'rule_id', 'query'])
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('id')
    .execute();

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
