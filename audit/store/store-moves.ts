import type { Selectable, Updateable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

export type StoreMoveRow = Selectable<AuditTables['audit_store_moves']>;

const ended = ['switched', 'different', 'cancelled', 'failed'];

/** The oldest move that is not ended. */
export const moveUnderWay = (db: Db): Promise<StoreMoveRow | undefined> =>
  db
    .selectFrom('audit_store_moves')
    .selectAll()
    .where('state', 'not in', ended)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();

export const getMove = (db: Db, id: string): Promise<StoreMoveRow> =>
  db.selectFrom('audit_store_moves').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

export async function insertMove(tx: Db, row: StoreMoveRow): Promise<void> {
  await tx.insertInto('audit_store_moves').values(row).execute();
}

export async function updateMove(
  tx: Db,
  id: string,
  set: Updateable<AuditTables['audit_store_moves']>,
): Promise<void> {
  await tx.updateTable('audit_store_moves').set(set).where('id', '=', id).execute();
}

/** Ends one that nobody has begun. */
export async function withdrawMove(tx: Db, id: string, at: string): Promise<void> {
  await tx
    .updateTable('audit_store_moves')
    .set({ state: 'cancelled', ended_at: at })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** What the last move left in use, and what the settings named then. */
export const findStoreInUse = (db: Db): Promise<{ name: string; configured: string } | undefined> =>
  db.selectFrom('audit_store_in_use').select(['name', 'configured']).where('id', '=', 1).executeTakeFirst();

export async function setStoreInUse(tx: Db, values: { name: string; configured: string }): Promise<void> {
  await tx
    .insertInto('audit_store_in_use')
    .values({ id: 1, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}
