import type { Db } from './db.ts';
import { hot } from './hot.ts';

export type Reservation = {
  /** Lower-case hex. */
  readonly serial: string;
  readonly authorityId: string;
  readonly profile: string;
  readonly requestId: string | null;
  readonly at: string;
};

const insertReserved = hot(
  `insert into pki_serials (serial, authority_id, profile, request_id, state, reserved_at)
   values (?, ?, ?, ?, 'reserved', ?)`,
);

/** Nothing is signed before this row is on disk. */
export async function reserveSerial(tx: Db, reservation: Reservation): Promise<void> {
  const { serial, authorityId, profile, requestId, at } = reservation;
  await insertReserved(tx, serial, authorityId, profile, requestId, at);
}

const setIssued = hot(`update pki_serials set state = 'issued' where serial = ? and state = 'reserved'`);

/** @returns false when the reservation was given up meanwhile: then what was signed must not be recorded. */
export async function markSerialIssued(tx: Db, serial: string): Promise<boolean> {
  return (await setIssued(tx, serial)).numAffectedRows === 1n;
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
