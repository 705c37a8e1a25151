import { type Kysely, sql } from 'kysely';

/** Agents on other machines and the one-time tokens with which they enrol. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table audit_agent_tokens (
      id text primary key, source_id text not null references audit_sources(id), hash text not null unique,
      label text not null, created_at text not null, created_by text not null, expires_at text not null,
      used_at text, used_for text)`,
    sql`create index audit_agent_tokens_source on audit_agent_tokens(source_id)`,
    sql`create table audit_agents (
      id text primary key, source_id text not null references audit_sources(id), name text not null,
      fingerprint text not null unique, previous_fingerprint text, not_after text not null,
      enrolled_at text not null, renewed_at text)`,
    sql`create index audit_agents_source on audit_agents(source_id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
