import type { Selectable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

export type LogKeyRow = Selectable<AuditTables['audit_log_key']>;
type WitnessRow = Selectable<AuditTables['audit_witnesses']>;

export const findLogKey = (db: Db): Promise<LogKeyRow | undefined> =>
  db.selectFrom('audit_log_key').selectAll().where('id', '=', 1).executeTakeFirst();

export async function insertLogKey(tx: Db, row: LogKeyRow): Promise<void> {
  await tx.insertInto('audit_log_key').values(row).execute();
}

export async function setCheckpoint(tx: Db, checkpoint: string): Promise<void> {
  await tx.updateTable('audit_log_key').set({ checkpoint }).where('id', '=', 1).execute();
}

/** Those that were not removed. */
export const standingWitnesses = (db: Db): Promise<Pick<WitnessRow, 'id' | 'vkey'>[]> =>
  db
    .selectFrom('audit_witnesses')
    .select(['id', 'vkey'])
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute();

/** Whether a key was ever that of a witness. */
export async function isWitnessKey(db: Db, vkey: string): Promise<boolean> {
  const row = await db.selectFrom('audit_witnesses').select('id').where('vkey', '=', vkey).executeTakeFirst();
  return row !== undefined;
}

export async function insertWitness(tx: Db, row: WitnessRow): Promise<void> {
  await tx.insertInto('audit_witnesses').values(row).execute();
}

/** @returns false when there is none that stands */
export async function removeWitness(
  tx: Db,
  id: string,
  set: { removed_at: string; removed_by: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_witnesses')
    .set(set)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
