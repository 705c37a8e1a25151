import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type SerialRow = Selectable<PkiTables['pki_serials']>;
export type SerialState = 'reserved' | 'issued' | 'abandoned';

export type Reservation = {
  /** Lower-case hex. */
  readonly serial: string;
  readonly authorityId: string;
  readonly profile: string;
  readonly requestId: string | null;
  readonly at: string;
};

/** Nothing is signed before this row is on disk. */
export async function reserveSerial(
  tx: Db,
  { serial, authorityId, profile, requestId, at }: Reservation,
): Promise<void> {
  await tx
    .insertInto('pki_serials')
    .values({
      serial,
      authority_id: authorityId,
      profile,
      request_id: requestId,
      state: 'reserved',
      reserved_at: at,
    })
    .execute();
}

/** @returns false when the reservation was given up meanwhile: then what was signed must not be recorded. */
export async function markSerialIssued(tx: Db, serial: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pki_serials')
    .set({ state: 'issued' })
    .where('serial', '=', serial)
    .where('state', '=', 'reserved')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Gives up one reservation; an issued serial stays as it is. */
export async function abandonSerial(tx: Db, serial: string): Promise<void> {
  await tx
    .updateTable('pki_serials')
    .set({ state: 'abandoned' })
    .where('serial', '=', serial)
    .where('state', '=', 'reserved')
    .execute();
}

/** Gives up reservations made before `before`. @returns how many */
export async function abandonReservations(tx: Db, before: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('pki_serials')
    .set({ state: 'abandoned' })
    .where('state', '=', 'reserved')
    .where('reserved_at', '<', before)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

export function findSerial(db: Db, serial: string): Promise<SerialRow | undefined> {
  return db.selectFrom('pki_serials').selectAll().where('serial', '=', serial).executeTakeFirst();
}
