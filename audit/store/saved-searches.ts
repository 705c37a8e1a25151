import type { Selectable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

export type SavedSearchRow = Selectable<AuditTables['audit_saved_searches']>;

/** One's own and those that others share, by name. */
export const savedSearchesFor = (db: Db, owner: string, limit: number): Promise<SavedSearchRow[]> =>
  db
    .selectFrom('audit_saved_searches')
    .selectAll()
    .where((eb) => eb.or([eb('owner_id', '=', owner), eb('shared', '=', 1)]))
    .orderBy('name')
    .limit(limit)
    .execute();

/** One's own or a shared one. */
export const savedSearchFor = (db: Db, id: string, owner: string): Promise<SavedSearchRow | undefined> =>
  db
    .selectFrom('audit_saved_searches')
    .selectAll()
    .where('id', '=', id)
    .where((eb) => eb.or([eb('owner_id', '=', owner), eb('shared', '=', 1)]))
    .executeTakeFirst();

export async function countSavedSearches(db: Db, owner: string): Promise<number> {
  const { count } = await db
    .selectFrom('audit_saved_searches')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('owner_id', '=', owner)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertSavedSearch(tx: Db, row: SavedSearchRow): Promise<void> {
  await tx.insertInto('audit_saved_searches').values(row).execute();
}

/** @returns false when this person has none of that id */
export async function deleteSavedSearch(tx: Db, id: string, owner: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('audit_saved_searches')
    .where('id', '=', id)
    .where('owner_id', '=', owner)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
