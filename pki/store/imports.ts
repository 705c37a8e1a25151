import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type ImportRow = Selectable<PkiTables['pki_imports']>;
export type ImportLineRow = Selectable<PkiTables['pki_import_lines']>;

export async function insertImport(tx: Db, row: ImportRow): Promise<void> {
  await tx.insertInto('pki_imports').values(row).execute();
}

export async function updateImportCounts(
  tx: Db,
  { id, created, updated, unchanged, refused }: ImportRow,
): Promise<void> {
  await tx
    .updateTable('pki_imports')
    .set({ created, updated, unchanged, refused })
    .where('id', '=', id)
    .execute();
}

export async function insertImportLines(tx: Db, rows: readonly ImportLineRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 100) {
    await tx
      .insertInto('pki_import_lines')
      .values(rows.slice(start, start + 100))
      .execute();
  }
}

export const findImport = (db: Db, id: string): Promise<ImportRow | undefined> =>
  db.selectFrom('pki_imports').selectAll().where('id', '=', id).executeTakeFirst();

export const importLines = (db: Db, id: string): Promise<ImportLineRow[]> =>
  db.selectFrom('pki_import_lines').selectAll().where('import_id', '=', id).orderBy('line').execute();

export async function listImportRows(
  db: Db,
  limit: number,
  offset: number,
): Promise<{ rows: ImportRow[]; total: number }> {
  const { total } = await db
    .selectFrom('pki_imports')
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('pki_imports')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows, total: Number(total) };
}
