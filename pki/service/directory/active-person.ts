import type { Storage } from '#platform/storage/index.ts';
import { findHolder } from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';

/** Whether there is such a holder, a person, who has not left. For those who keep accounts. */
export async function isActivePerson(storage: Storage, holderId: string): Promise<boolean> {
  const holder = await findHolder(storage.read<PkiTables>(), holderId);
  return holder?.kind === 'person' && holder.state === 'active';
}
