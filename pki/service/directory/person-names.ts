import type { Storage } from '#platform/storage/index.ts';
import type { PkiTables } from '../../store/tables.ts';

/** Names of all persons of the directory, those who left too: for those who must hide names. */
export async function personNames(storage: Storage): Promise<readonly string[]> {
  const rows = await storage
    .read<PkiTables>()
    .selectFrom('pki_holders')
    .select('name')
    .distinct()
    .where('kind', '=', 'person')
    .execute();
  return rows.map(({ name }) => name);
}
