import type { Selectable } from 'kysely';
import type { AuditTables, Db } from './db.ts';
import type { SourceRow } from './sources.ts';

export type PullRow = Selectable<AuditTables['audit_pulls']>;

/** Enabled sources that are pulled. */
export const pullSources = (db: Db): Promise<SourceRow[]> =>
  db
    .selectFrom('audit_sources')
    .selectAll()
    .where('kind', '=', 'pull')
    .where('enabled', '=', 1)
    .where('pull', 'is not', null)
    .execute();

export const allPulls = (db: Db): Promise<PullRow[]> => db.selectFrom('audit_pulls').selectAll().execute();

export const findPull = (db: Db, sourceId: string): Promise<PullRow | undefined> =>
  db.selectFrom('audit_pulls').selectAll().where('source_id', '=', sourceId).executeTakeFirst();

export async function savePull(tx: Db, row: PullRow): Promise<void> {
  const { source_id: _, ...set } = row;
  await tx
    .insertInto('audit_pulls')
    .values(row)
    .onConflict((conflict) => conflict.column('source_id').doUpdateSet(set))
    .execute();
}
