import { type Kysely, sql } from 'kysely';
import { blobType } from '#platform/storage/index.ts';

/** The key of the evidence log, and its witnesses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const blob = sql.raw(blobType(db));
  const statements = [
    sql`create table audit_log_key (
      id integer primary key, name text not null, sealed ${blob} not null, checkpoint text)`,
    sql`create table audit_witnesses (
      id text primary key, name text not null, vkey text not null unique, added_at text not null,
      added_by text not null, removed_at text, removed_by text)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
