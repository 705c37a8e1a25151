import { type Kysely, sql } from 'kysely';

/** Which store is in use, and a move to another one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table audit_store_moves (
    id text primary key, target text not null, state text not null, size bigint not null, position bigint not null,
    compared bigint not null, detail text, asked_at text not null, asked_by text not null, ended_at text)`.execute(
    db,
  );
  await sql`create table audit_store_in_use (
    id integer primary key, name text not null, configured text not null)`.execute(db);
}
