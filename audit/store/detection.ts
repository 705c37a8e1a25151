import type { AuditTables, Db } from './db.ts';

type DetectionRow = AuditTables['audit_detection'];

/** Where detection stands in the evidence log and what its correlations remember; undefined: it never ran. */
export const findDetection = (db: Db): Promise<Pick<DetectionRow, 'position' | 'state'> | undefined> =>
  db.selectFrom('audit_detection').select(['position', 'state']).where('id', '=', 1).executeTakeFirst();

export async function setDetection(tx: Db, position: number, state: string): Promise<void> {
  await tx
    .insertInto('audit_detection')
    .values({ id: 1, position, state })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ position, state }))
    .execute();
}
