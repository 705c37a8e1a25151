import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type RevocationRow = Selectable<PkiTables['pki_revocations']>;

/** Puts down the present state of a certificate's revocation, over an earlier one. */
export async function putRevocation(tx: Db, row: RevocationRow): Promise<void> {
  const { certificate_id: _, ...rest } = row;
  await tx
    .insertInto('pki_revocations')
    .values(row)
    .onConflict((conflict) => conflict.column('certificate_id').doUpdateSet(rest))
    .execute();
}

/** Everything that a CRL of the shard may speak of: not what expired before `since`. */
export function shardRevocations(
  db: Db,
  authorityId: string,
  shard: number,
  since: string,
): Promise<RevocationRow[]> {
  return db
    .selectFrom('pki_revocations')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('not_after', '>=', since)
    .orderBy('changed_at')
    .orderBy('serial')
    .execute();
}

/** When the shard last changed; null when it never did. */
export async function lastChange(db: Db, authorityId: string, shard: number): Promise<string | null> {
  const row = await db
    .selectFrom('pki_revocations')
    .select((eb) => eb.fn.max('changed_at').as('at'))
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Drops the released ones that every base in use has forgotten. */
export async function forgetRevocations(
  tx: Db,
  authorityId: string,
  shard: number,
  releasedBefore: string,
): Promise<void> {
  await tx
    .deleteFrom('pki_revocations')
    .where('authority_id', '=', authorityId)
    .where('shard', '=', shard)
    .where('status', '=', 'released')
    .where('changed_at', '<', releasedBefore)
    .execute();
}

export function findRevocation(db: Db, certificateId: string): Promise<RevocationRow | undefined> {
  return db
    .selectFrom('pki_revocations')
    .selectAll()
    .where('certificate_id', '=', certificateId)
    .executeTakeFirst();
}
