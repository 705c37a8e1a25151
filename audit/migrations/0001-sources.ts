import { type Kysely, sql } from 'kysely';
import { blobType } from '#platform/storage/index.ts';

/** Sources, what may feed them, what they sent, what was refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const blob = sql.raw(blobType(db));
  const statements = [
    sql`create table audit_sources (
      id text primary key, title text not null, class text not null, kind text not null, parsers text not null,
      time_zone text not null, silence_minutes integer not null, enabled integer not null, pull text,
      pull_secret ${blob}, silent_since text, created_at text not null, created_by text not null,
      changed_at text not null, changed_by text not null)`,
    sql`create table audit_senders (
      id text primary key, source_id text not null references audit_sources(id), kind text not null,
      value text not null, label text not null, created_at text not null, created_by text not null,
      unique (source_id, kind, value))`,
    sql`create index audit_senders_value on audit_senders(kind, value)`,
    sql`create table audit_source_counts (
      source_id text primary key, stored bigint not null, refused bigint not null, discarded bigint not null,
      skewed bigint not null, last_received_at text, last_refused_at text)`,
    sql`create table audit_counted (id integer primary key, position bigint not null)`,
    sql`create table audit_pulls (
      source_id text primary key references audit_sources(id), cursor bigint, seen text not null,
      seen_to bigint not null, last_run_at text, last_error text, failing_since text)`,
    sql`create table audit_dead_letters (
      id text primary key, source_id text not null, stage text not null, reason text not null,
      detail text not null, evidence_index bigint, raw ${blob}, bytes bigint not null, text text not null,
      received_at text not null, state text not null, closed_at text, closed_by text, close_reason text)`,
    sql`create index audit_dead_letters_state on audit_dead_letters(state, id)`,
    sql`create index audit_dead_letters_source on audit_dead_letters(source_id, state, id)`,
    sql`create unique index audit_dead_letters_evidence on audit_dead_letters(evidence_index, stage)
      where evidence_index is not null`,
  ];
  for (const statement of statements) await statement.execute(db);
}
