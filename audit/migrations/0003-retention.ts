import { type Kysely, sql } from 'kysely';

/** Legal holds and exports of evidence. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table audit_holds (
      id text primary key, title text not null, reason text not null, keep_from text not null,
      placed_at text not null, placed_by text not null, placed_by_name text not null, lift_asked_at text,
      lift_asked_by text, lift_asked_by_name text, lift_reason text, lifted_at text, lifted_by_name text)`,
    sql`create table audit_exports (
      id text primary key, title text not null, query text not null, range_from text not null,
      range_to text not null, reason text not null, state text not null, records bigint not null,
      bytes bigint not null, sha256 text, error text, created_at text not null, created_by text not null,
      created_by_name text not null, finished_at text)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
