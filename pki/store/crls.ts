import { type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type CrlRow = Selectable<PkiTables['pki_crls']>;
export type CrlKind = 'full' | 'delta';
export type CrlHead = Omit<CrlRow, 'der'> & { readonly bytes: number };

const headColumns = [
  'id',
  'authority_id',
  'shard',
  'kind',
  'number',
  'base_number',
  'mark',
  'this_update',
  'next_update',
  'entries',
] as const;

/** The highest number ever taken in a shard, published or not. */
export async function lastCrlNumber(tx: Db, authorityId: string, shard: number): Promise<number> {
  const row = await tx
    .selectFrom('pki_crls')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .executeTakeFirst();
  return Number(row?.number ?? 0);
}

/** Takes a number for a CRL that is signed next: the row has no DER until then, and is not published. */
export async function reserveCrl(tx: Db, row: Omit<CrlRow, 'id' | 'der'>): Promise<void> {
  await tx
    .insertInto('pki_crls')
    .values({ ...row, der: Buffer.alloc(0) })
    .execute();
}

export async function finishCrl(
  tx: Db,
  key: Pick<CrlRow, 'authority_id' | 'shard' | 'kind' | 'number'>,
  der: Buffer,
): Promise<void> {
  await tx
    .updateTable('pki_crls')
    .set({ der })
    .where('authority_id', '=', key.authority_id)
    .where('shard', '=', key.shard)
    .where('kind', '=', key.kind)
    .where('number', '=', key.number)
    .execute();
}

/** The published CRLs of a shard and kind, newest first, without their DER. */
export function crlHeads(
  db: Db,
  authorityId: string,
  shard: number,
  kind: CrlKind,
  limit: number,
): Promise<CrlHead[]> {
  return db
    .selectFrom('pki_crls')
    .select(headColumns)
    .select(sql<number>`length(der)`.as('bytes'))
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('kind', '=', kind)
    .where(sql<boolean>`length(der) > 0`)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** The CRL that is published now. */
export function currentCrl(
  db: Db,
  authorityId: string,
  shard: number,
  kind: CrlKind,
): Promise<CrlRow | undefined> {
  return db
    .selectFrom('pki_crls')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('kind', '=', kind)
    .where(sql<boolean>`length(der) > 0`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Keeps rows of `from` and later. */
export async function forgetCrls(tx: Db, authorityId: string, shard: number, from: number): Promise<void> {
  await tx
    .deleteFrom('pki_crls')
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('number', '<', from)
    .execute();
}

/** Drops deltas before `from`: nobody is given them any more, and each revocation makes another one. */
export async function forgetDeltas(tx: Db, authorityId: string, shard: number, from: number): Promise<void> {
  await tx
    .deleteFrom('pki_crls')
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('kind', '=', 'delta')
    .where('number', '<', from)
    .execute();
}

/** The mark of the newest CRL of a shard, published or being signed. */
export async function lastCrlMark(tx: Db, authorityId: string, shard: number): Promise<string | null> {
  const row = await tx
    .selectFrom('pki_crls')
    .select((eb) => eb.fn.max('mark').as('at'))
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .executeTakeFirst();
  return row?.at ?? null;
}
