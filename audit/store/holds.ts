import type { Selectable } from 'kysely';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { AuditTables, Db } from './db.ts';
import { newestPage } from './newest-page.ts';

export type HoldRow = Selectable<AuditTables['audit_holds']>;

export const pageOfHolds = <V>(db: Db, page: PageQuery, viewOf: (row: HoldRow) => V): Promise<Page<V>> =>
  newestPage(db.selectFrom('audit_holds'), page, viewOf);

export const findHold = (db: Db, id: string): Promise<HoldRow | undefined> =>
  db.selectFrom('audit_holds').selectAll().where('id', '=', id).executeTakeFirst();

const standing = {
  lift_asked_at: null,
  lift_asked_by: null,
  lift_asked_by_name: null,
  lift_reason: null,
  lifted_at: null,
  lifted_by_name: null,
};

/** Adds a hold that nobody has asked to lift. */
export async function insertHold(tx: Db, row: Omit<HoldRow, keyof typeof standing>): Promise<void> {
  await tx
    .insertInto('audit_holds')
    .values({ ...row, ...standing })
    .execute();
}

export async function updateHold(tx: Db, id: string, set: Partial<HoldRow>): Promise<void> {
  await tx.updateTable('audit_holds').set(set).where('id', '=', id).execute();
}

/**
 * The earliest time of receipt that a hold protects, in ms; null: no hold stands; -Infinity: one stands whose
 * time cannot be read, which protects everything.
 */
export async function earliestHold(db: Db): Promise<number | null> {
  const rows = await db
    .selectFrom('audit_holds')
    .select('keep_from')
    .where('lifted_at', 'is', null)
    .execute();
  const times = rows.map((row) => Date.parse(row.keep_from));
  if (times.length === 0) return null;
  if (times.some(Number.isNaN)) return Number.NEGATIVE_INFINITY;
  return times.reduce((least, time) => Math.min(least, time));
}
