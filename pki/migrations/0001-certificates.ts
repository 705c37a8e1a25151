import { type Kysely, sql } from 'kysely';
import { blobType } from '#platform/storage/index.ts';

/** Every table of the domain as it began. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const blob = sql.raw(blobType(db));
  const statements = [
    sql`create table pki_organisations (
      id text primary key, parent_id text references pki_organisations(id), code text not null unique,
      name text not null, level text not null, path text not null, created_at text not null)`,
    sql`create index pki_organisations_parent on pki_organisations(parent_id)`,
    sql`create index pki_organisations_path on pki_organisations(path)`,
    sql`create table pki_holders (
      id text primary key, kind text not null, organisation_id text not null references pki_organisations(id),
      name text not null, number text not null, email text, mobile text, title text,
      dns_names text not null, ip_addresses text not null, state text not null,
      created_at text not null, updated_at text not null, unique (kind, number))`,
    sql`create index pki_holders_organisation on pki_holders(organisation_id)`,
    sql`create table pki_imports (
      id text primary key, kind text not null, file_name text not null, encoding text not null,
      created_at text not null, created_by text not null, created integer not null, updated integer not null,
      unchanged integer not null, refused integer not null)`,
    sql`create table pki_import_lines (
      import_id text not null references pki_imports(id), line integer not null, outcome text not null,
      code text, field text, message text, raw text not null, primary key (import_id, line))`,
    sql`create table pki_keys (
      id text primary key, purpose text not null, algorithm text not null, store text not null,
      sealed ${blob}, reference text, spki ${blob} not null, created_at text not null)`,
    sql`create table pki_authorities (
      id text primary key, kind text not null, parent_id text references pki_authorities(id),
      key_id text not null references pki_keys(id), subject text not null, serial text not null,
      der ${blob} not null, fingerprint text not null unique, not_before text not null, not_after text not null,
      state text not null, created_at text not null)`,
    sql`create table pki_serials (
      serial text primary key, authority_id text not null, profile text not null, request_id text,
      state text not null, reserved_at text not null)`,
    sql`create index pki_serials_reserved on pki_serials(reserved_at) where state = 'reserved'`,
    sql`create table pki_certificates (
      id text primary key, serial text not null unique references pki_serials(serial), authority_id text not null,
      profile text not null, holder_id text references pki_holders(id), organisation_id text, request_id text unique,
      renewed_from_id text references pki_certificates(id), subject text not null, common_name text not null,
      search_text text not null, key_algorithm text not null, key_origin text not null, spki_hash text not null,
      fingerprint text not null unique, der ${blob} not null, shard integer not null, not_before text not null,
      not_after text not null, status text not null, revoked_at text, revocation_reason text,
      created_at text not null)`,
    sql`create index pki_certificates_spki on pki_certificates(spki_hash)`,
    sql`create index pki_certificates_holder on pki_certificates(holder_id)`,
    sql`create index pki_certificates_organisation on pki_certificates(organisation_id)`,
    sql`create index pki_certificates_expiry on pki_certificates(status, not_after)`,
    sql`create index pki_certificates_profile on pki_certificates(profile, created_at)`,
    sql`create index pki_certificates_created on pki_certificates(created_at)`,
    sql`create index pki_certificates_name on pki_certificates(common_name)`,
    sql`create table pki_revocations (
      certificate_id text primary key references pki_certificates(id), authority_id text not null,
      shard integer not null, serial text not null, reason text not null, revoked_at text not null,
      not_after text not null, status text not null, changed_at text not null)`,
    sql`create index pki_revocations_shard on pki_revocations(authority_id, shard, changed_at)`,
    sql`create table pki_requests (
      id text primary key, number text not null unique, kind text not null, profile text not null,
      holder_id text not null references pki_holders(id), certificate_id text references pki_certificates(id),
      result_certificate_id text references pki_certificates(id), delivery text, csr ${blob}, spki_hash text,
      key_algorithm text, days integer, same_key integer not null, names text not null, preview text,
      reason text not null, revocation_reason text, state text not null, steps text not null,
      step_index integer not null, requester_id text not null, requester_name text not null,
      requester_holder_id text, requested_at text not null, expires_at text not null, finished_at text,
      failure text)`,
    sql`create index pki_requests_state on pki_requests(state, requested_at)`,
    sql`create index pki_requests_requester on pki_requests(requester_id, requested_at)`,
    sql`create index pki_requests_holder on pki_requests(holder_id)`,
    sql`create index pki_requests_certificate on pki_requests(certificate_id)`,
    sql`create table pki_request_numbers (year integer primary key, last integer not null)`,
    sql`create table pki_decisions (
      id text primary key, request_id text not null references pki_requests(id), step_index integer not null,
      step text not null, decision text not null, reason text, actor_id text not null, actor_name text not null,
      session_id text not null, method text not null, payload ${blob} not null, signed_with text not null,
      signature_algorithm text not null, signature ${blob} not null, signer_certificate ${blob},
      server_key_id text references pki_keys(id), decided_at text not null,
      unique (request_id, step_index), unique (request_id, actor_id))`,
    sql`create table pki_deliveries (
      certificate_id text primary key references pki_certificates(id), sealed ${blob}, created_at text not null,
      collected_at text, collected_by text)`,
    sql`create table pki_crls (
      id integer primary key ${sql.raw(blobType(db) === 'bytea' ? 'generated by default as identity' : 'autoincrement')},
      authority_id text not null, shard integer not null, kind text not null, number integer not null,
      base_number integer, this_update text not null, next_update text not null, entries integer not null,
      der ${blob} not null, unique (authority_id, shard, number, kind))`,
    sql`create table pki_responders (
      id text primary key, authority_id text not null references pki_authorities(id),
      key_id text not null references pki_keys(id), der ${blob} not null, not_before text not null,
      not_after text not null, created_at text not null)`,
    sql`create table pki_notices (
      certificate_id text not null references pki_certificates(id), kind text not null, sent_at text not null,
      primary key (certificate_id, kind))`,
  ];
  for (const statement of statements) await statement.execute(db);
}
