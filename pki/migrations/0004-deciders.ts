import { type Kysely, sql } from 'kysely';

/** Who decided, as a person of the directory: no person decides two steps of one request by two accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pki_decisions add column actor_holder_id text`.execute(db);
  await sql`create unique index pki_decisions_person on pki_decisions(request_id, actor_holder_id)`.execute(
    db,
  );
}
