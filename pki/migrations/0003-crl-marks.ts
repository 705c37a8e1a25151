import { type Kysely, sql } from 'kysely';

/**
 * Beside `this_update`, which clients read, a CRL has a mark in the order of changes. They are the same
 * moment, except after the clock was ahead: marks never go back, `this_update` is the clock's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pki_crls add column mark text not null default ''`.execute(db);
  await sql`update pki_crls set mark = this_update`.execute(db);
}
