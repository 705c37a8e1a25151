import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type DeliveryRow = Selectable<PkiTables['pki_deliveries']>;

export async function insertDelivery(
  tx: Db,
  certificateId: string,
  sealed: Buffer,
  at: string,
): Promise<void> {
  await tx
    .insertInto('pki_deliveries')
    .values({ certificate_id: certificateId, sealed, created_at: at, collected_at: null, collected_by: null })
    .execute();
}

export function findDelivery(db: Db, certificateId: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('pki_deliveries')
    .selectAll()
    .where('certificate_id', '=', certificateId)
    .executeTakeFirst();
}

/** Wipes the key. @returns false when it was collected before */
export async function markCollected(tx: Db, certificateId: string, by: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pki_deliveries')
    .set({ sealed: null, collected_at: at, collected_by: by })
    .where('certificate_id', '=', certificateId)
    .where('collected_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
