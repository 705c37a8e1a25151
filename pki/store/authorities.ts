import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type AuthorityRow = Selectable<PkiTables['pki_authorities']>;
export type AuthorityKind = 'root' | 'issuing';

export async function insertAuthority(tx: Db, row: AuthorityRow): Promise<void> {
  await tx.insertInto('pki_authorities').values(row).execute();
}

/** All of them, oldest first. */
export function allAuthorities(db: Db): Promise<AuthorityRow[]> {
  return db.selectFrom('pki_authorities').selectAll().orderBy('created_at').orderBy('id').execute();
}

export function activeAuthority(db: Db, kind: AuthorityKind): Promise<AuthorityRow | undefined> {
  return db
    .selectFrom('pki_authorities')
    .selectAll()
    .where('kind', '=', kind)
    .where('state', '=', 'active')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
}

/** Certificates that an authority issued, and how many of them are revoked or held. */
export async function authorityCounts(
  db: Db,
): Promise<ReadonlyMap<string, { issued: number; revoked: number }>> {
  const rows = await db
    .selectFrom('pki_certificates')
    .select(['authority_id', 'status'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['authority_id', 'status'])
    .execute();
  const counts = new Map<string, { issued: number; revoked: number }>();
  for (const { authority_id, status, count } of rows) {
    const entry = counts.get(authority_id) ?? { issued: 0, revoked: 0 };
    entry.issued += Number(count);
    if (status !== 'good') entry.revoked += Number(count);
    counts.set(authority_id, entry);
  }
  return counts;
}

export type ResponderRow = Selectable<PkiTables['pki_responders']>;

export async function insertResponder(tx: Db, row: ResponderRow): Promise<void> {
  await tx.insertInto('pki_responders').values(row).execute();
}

/** The responders of all authorities whose certificate is not over at `now`, the longest-lived first. */
export function liveResponders(db: Db, now: string): Promise<ResponderRow[]> {
  return db
    .selectFrom('pki_responders')
    .selectAll()
    .where('not_after', '>', now)
    .orderBy('not_after', 'desc')
    .execute();
}
