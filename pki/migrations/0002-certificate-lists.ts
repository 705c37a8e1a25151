import { type Kysely, sql } from 'kysely';
import { dialectOf } from '#platform/storage/index.ts';

/**
 * Indexes from which lists, counts and charts of 100,000 certificates are answered without the rows
 * themselves. The search reads every search text: on SQLite from an index of its own, so that it does not
 * read the certificates; PostgreSQL keeps no index entries of that size and scans the table.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`drop index pki_certificates_created`,
    sql`drop index pki_certificates_expiry`,
    sql`create index pki_certificates_listing on pki_certificates(
      created_at, id, status, not_after, profile, organisation_id, holder_id)`,
    sql`create index pki_certificates_expiry on pki_certificates(status, not_after, profile, holder_id)`,
    sql`create index pki_certificates_ending on pki_certificates(not_after, id, status, profile, holder_id)`,
    ...(dialectOf(db) === 'sqlite'
      ? [sql`create index pki_certificates_search on pki_certificates(search_text, created_at, id)`]
      : []),
  ];
  for (const statement of statements) await statement.execute(db);
}
