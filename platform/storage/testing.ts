import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from './migrate.ts';
import { openStorage } from './open.ts';
import type { MigrationSet, Storage } from './types.ts';

/** A migrated SQLite database of its own for one test; `close` also removes its directory. */
export async function temporaryStorage(
  sets: readonly MigrationSet[] = [],
): Promise<Storage & { readonly file: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'anmin-storage-'));
  const file = join(directory, 'state.db');
  const storage = await openStorage({ file });
  await migrate(storage, sets);
  return {
    ...storage,
    file,
    async close() {
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
