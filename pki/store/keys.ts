import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type KeyRow = Selectable<PkiTables['pki_keys']>;
export type KeyPurpose = 'root' | 'issuing' | 'ocsp' | 'server-identity';

export async function insertKey(tx: Db, row: KeyRow): Promise<void> {
  await tx.insertInto('pki_keys').values(row).execute();
}

export function findKey(db: Db, id: string): Promise<KeyRow | undefined> {
  return db.selectFrom('pki_keys').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Keys of a purpose, newest first. */
export function keysFor(db: Db, purpose: KeyPurpose): Promise<KeyRow[]> {
  return db.selectFrom('pki_keys').selectAll().where('purpose', '=', purpose).orderBy('id', 'desc').execute();
}

/** A key whose certificate was never finished: a crash came between the two. */
export async function unfinishedAuthorityKey(
  db: Db,
  purpose: 'root' | 'issuing',
): Promise<KeyRow | undefined> {
  return db
    .selectFrom('pki_keys')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('id', 'not in', (eb) => eb.selectFrom('pki_authorities').select('key_id'))
    .orderBy('id', 'desc')
    .executeTakeFirst();
}
