import { type Kysely, sql } from 'kysely';

/** Monthly reports. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table audit_reports (
      id text primary key, month text not null, automatic integer not null, state text not null,
      progress integer not null, html_bytes bigint not null, html_sha256 text, pdf_bytes bigint not null,
      pdf_sha256 text, error text, created_at text not null, created_by text not null,
      created_by_name text not null, finished_at text)`,
    sql`create index audit_reports_month on audit_reports(month, automatic)`,
    sql`create index audit_reports_state on audit_reports(state, id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
