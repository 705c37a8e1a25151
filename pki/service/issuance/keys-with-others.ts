import type { Clock } from '#platform/kernel/clock.ts';
import type { Db } from '../../store/db.ts';

/**
 * Serial numbers of a person's certificates, neither revoked nor expired, whose key was made here and
 * handed to somebody else. A certificate that was renewed with the same key counts as well.
 * @param own who may have the keys: the person's own account, and whom the set-up collects as
 */
export async function keysWithOthers(
  { db, clock }: { db: Db; clock: Clock },
  holderId: string,
  own: readonly string[],
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('pki_certificates as c')
    .innerJoin('pki_certificates as handed', 'handed.spki_hash', 'c.spki_hash')
    .innerJoin('pki_deliveries as d', 'd.certificate_id', 'handed.id')
    .select('c.serial')
    .distinct()
    .where('c.holder_id', '=', holderId)
    .where('c.status', '!=', 'revoked')
    .where('c.not_after', '>', clock.now().toISOString())
    // A key that waits was collected by null, which SQL finds neither in a list nor outside of it.
    .where('d.collected_by', 'not in', own)
    .orderBy('c.serial')
    .execute();
  return rows.map(({ serial }) => serial);
}
