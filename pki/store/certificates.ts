import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
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

export async function insertCertificate(tx: Db, row: CertificateRow): Promise<void> {
  await tx.insertInto('pki_certificates').values(row).execute();
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

export async function certificateOfRequest(db: Db, requestId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('pki_certificates')
    .select('id')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row?.id;
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

/** An earlier use of a key. */
export type KeyUse = Pick<
  CertificateRow,
  'id' | 'holder_id' | 'profile' | 'status' | 'revocation_reason' | 'request_id'
>;

/** Where a key was certified before; `spkiHash` is hex SHA-256 of the SubjectPublicKeyInfo. */
export function keyUses(db: Db, spkiHash: string): Promise<KeyUse[]> {
  return db
    .selectFrom('pki_certificates')
    .select(['id', 'holder_id', 'profile', 'status', 'revocation_reason', 'request_id'])
    .where('spki_hash', '=', spkiHash)
    .limit(100)
    .execute();
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
