import { type Kysely, sql } from 'kysely';
import { dialectOf } from '#platform/storage/index.ts';

/**
 * The index that searches read begins with the time of issue, not with the text: a search reads all of it
 * either way, and each new certificate is added at its end instead of changing a page in its middle.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (dialectOf(db) !== 'sqlite') return;
  await sql`drop index pki_certificates_search`.execute(db);
  await sql`create index pki_certificates_search on pki_certificates(created_at, id, search_text)`.execute(
    db,
  );
}
