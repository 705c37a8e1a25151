import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import { hot } from './hot.ts';
import type { PkiTables } from './tables.ts';

export type CertificateRow = Selectable<PkiTables['pki_certificates']>;
/** Everything but the DER, which lists do not need. */
export type CertificateHead = Omit<CertificateRow, 'der'>;

export const headColumns = [
  'id',
  'serial',
  'authority_id',
  'profile',
  'holder_id',
  'organisation_id',
  'request_id',
  'renewed_from_id',
  'subject',
  'common_name',
  'search_text',
  'key_algorithm',
  'key_origin',
  'spki_hash',
  'fingerprint',
  'shard',
  'not_before',
  'not_after',
  'status',
  'revoked_at',
  'revocation_reason',
  'created_at',
] as const;

const columns = [...headColumns, 'der'] as const;
const insertRow = hot(
  `insert into pki_certificates (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
   on conflict (request_id) do nothing`,
);

/** @returns false when its request has a certificate already: then nothing was written */
export async function insertCertificate(tx: Db, row: CertificateRow): Promise<boolean> {
  return (await insertRow(tx, ...columns.map((column) => row[column]))).numAffectedRows === 1n;
}

export function findCertificate(db: Db, id: string): Promise<CertificateRow | undefined> {
  return db.selectFrom('pki_certificates').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findByFingerprint(db: Db, fingerprint: string): Promise<CertificateRow | undefined> {
  return db
    .selectFrom('pki_certificates')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
}

const idOfRequest = hot<{ id: string }>('select id from pki_certificates where request_id = ?');

export async function certificateOfRequest(db: Db, requestId: string): Promise<string | undefined> {
  return (await idOfRequest(db, requestId)).rows[0]?.id;
}

/** What an OCSP answer says. */
export function certificateStatus(
  db: Db,
  serial: string,
): Promise<Pick<CertificateRow, 'authority_id' | 'status' | 'revoked_at' | 'revocation_reason'> | undefined> {
  return db
    .selectFrom('pki_certificates')
    .select(['authority_id', 'status', 'revoked_at', 'revocation_reason'])
    .where('serial', '=', serial)
    .executeTakeFirst();
}

/** Certificates that are not over at `now`, the newest first. */
export function newestValid(
  db: Db,
  now: string,
  limit: number,
): Promise<Pick<CertificateRow, 'serial' | 'authority_id'>[]> {
  return db
    .selectFrom('pki_certificates')
    .select(['serial', 'authority_id'])
    .where('not_after', '>', now)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** An earlier use of a key. */
export type KeyUse = Pick<
  CertificateRow,
  'id' | 'holder_id' | 'profile' | 'status' | 'revocation_reason' | 'request_id'
>;

const usesOfKey = hot<KeyUse>(
  `select id, holder_id, profile, status, revocation_reason, request_id
   from pki_certificates where spki_hash = ? limit 100`,
);

/** Where a key was certified before; `spkiHash` is hex SHA-256 of the SubjectPublicKeyInfo. */
export async function keyUses(db: Db, spkiHash: string): Promise<KeyUse[]> {
  return (await usesOfKey(db, spkiHash)).rows;
}

/** Compare and set: false when the status was not one of `from`. */
export async function changeStatus(
  tx: Db,
  id: string,
  from: readonly string[],
  to: Pick<CertificateRow, 'status' | 'revoked_at' | 'revocation_reason'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pki_certificates')
    .set(to)
    .where('id', '=', id)
    .where('status', 'in', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
