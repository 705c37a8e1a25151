import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type KnownCertificate = Pick<
  Selectable<PkiTables['pki_certificates']>,
  'id' | 'serial' | 'profile' | 'holder_id' | 'request_id' | 'subject' | 'status' | 'not_after' | 'key_origin'
>;

const known = [
  'id',
  'serial',
  'profile',
  'holder_id',
  'request_id',
  'subject',
  'status',
  'not_after',
  'key_origin',
] as const;

/** What the approval side needs to know of a certificate. */
export function findCertificate(db: Db, id: string): Promise<KnownCertificate | undefined> {
  return db.selectFrom('pki_certificates').select(known).where('id', '=', id).executeTakeFirst();
}

/** The certificate that an approved request has brought about already. */
export function certificateOfRequest(db: Db, requestId: string): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('pki_certificates')
    .select('id')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
}

/** @param fingerprint lower-case hex SHA-256 of the DER */
export function certificateByFingerprint(db: Db, fingerprint: string) {
  return db
    .selectFrom('pki_certificates')
    .select(['id', 'der', 'subject', 'status', 'not_before', 'not_after'])
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
}

/** Which of these certificates have a key that waits to be collected. */
export async function collectableAmong(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('pki_deliveries')
    .select('certificate_id')
    .where('certificate_id', 'in', [...ids])
    .where('sealed', 'is not', null)
    .where('collected_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.certificate_id));
}
