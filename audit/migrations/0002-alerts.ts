import { type Kysely, sql } from 'kysely';

/** Alerts, exceptions, cases, the place of the detection, saved searches. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table audit_exceptions (
      id text primary key, rule_id text, query text, reason text not null, expires_at text not null,
      created_at text not null, created_by text not null, ended_at text, ended_by text,
      held_back integer not null)`,
    sql`create table audit_cases (
      id text primary key, number text not null unique, title text not null, state text not null,
      assignee_id text, assignee_name text, verdict text, created_at text not null, created_by text not null,
      closed_at text)`,
    sql`create index audit_cases_state on audit_cases(state, id)`,
    sql`create table audit_case_entries (
      id text primary key, case_id text not null references audit_cases(id), kind text not null,
      text text not null, event_id text, at text not null, by_id text not null, by_name text not null)`,
    sql`create index audit_case_entries_case on audit_case_entries(case_id, id)`,
    sql`create table audit_alerts (
      id text primary key, rule_id text not null, title text not null, level text not null,
      severity integer not null, class text not null, group_key text not null, user_name text, address text,
      host text, state text not null, exception_id text references audit_exceptions(id),
      case_id text references audit_cases(id), matches bigint not null, first_at text not null,
      last_at text not null, raised_at text not null, closed_at text, closed_by text, verdict text, comment text)`,
    sql`create index audit_alerts_state on audit_alerts(state, last_at)`,
    sql`create index audit_alerts_group on audit_alerts(group_key, state, last_at)`,
    sql`create index audit_alerts_case on audit_alerts(case_id)`,
    sql`create table audit_alert_events (
      alert_id text not null references audit_alerts(id), event_id text not null, at text not null,
      primary key (alert_id, event_id))`,
    sql`create index audit_alert_events_event on audit_alert_events(event_id)`,
    sql`create table audit_detection (id integer primary key, position bigint not null, state text not null)`,
    sql`create table audit_rule_settings (
      rule_id text primary key, enabled integer not null, changed_at text not null, changed_by text not null)`,
    sql`create table audit_saved_searches (
      id text primary key, name text not null, query text not null, range text not null,
      owner_id text not null, shared integer not null, created_at text not null)`,
    sql`create index audit_saved_searches_owner on audit_saved_searches(owner_id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
