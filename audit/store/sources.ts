import type { Insertable, Selectable, Updateable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

export type SourceRow = Selectable<AuditTables['audit_sources']>;
export type SenderRow = Selectable<AuditTables['audit_senders']>;
export type CountsRow = Selectable<AuditTables['audit_source_counts']>;

export const allSources = (db: Db): Promise<SourceRow[]> =>
  db.selectFrom('audit_sources').selectAll().orderBy('id').execute();

export const allSenders = (db: Db): Promise<SenderRow[]> =>
  db.selectFrom('audit_senders').selectAll().orderBy('id').execute();

export const findSource = (db: Db, id: string): Promise<SourceRow | undefined> =>
  db.selectFrom('audit_sources').selectAll().where('id', '=', id).executeTakeFirst();

export const sendersOf = (db: Db, sourceId: string): Promise<SenderRow[]> =>
  db.selectFrom('audit_senders').selectAll().where('source_id', '=', sourceId).orderBy('id').execute();

export const findSender = (db: Db, sourceId: string, id: string): Promise<SenderRow | undefined> =>
  db
    .selectFrom('audit_senders')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Whom this sender feeds already, with the kind of those sources. */
export const feedsOf = (db: Db, kind: string, value: string): Promise<{ source: string; kind: string }[]> =>
  db
    .selectFrom('audit_senders')
    .innerJoin('audit_sources', 'audit_sources.id', 'audit_senders.source_id')
    .select(['audit_sources.id as source', 'audit_sources.kind as kind'])
    .where('audit_senders.kind', '=', kind)
    .where('audit_senders.value', '=', value)
    .execute();

export async function countSources(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('audit_sources')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

export async function insertSource(tx: Db, row: Insertable<AuditTables['audit_sources']>): Promise<void> {
  await tx.insertInto('audit_sources').values(row).execute();
}

export async function updateSource(
  tx: Db,
  id: string,
  set: Updateable<AuditTables['audit_sources']>,
): Promise<void> {
  await tx.updateTable('audit_sources').set(set).where('id', '=', id).execute();
}

export async function insertSender(tx: Db, row: SenderRow): Promise<void> {
  await tx.insertInto('audit_senders').values(row).execute();
}

export async function deleteSender(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('audit_senders').where('id', '=', id).execute();
}
