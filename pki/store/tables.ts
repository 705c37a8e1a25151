import type { Generated } from 'kysely';

/** Times are RFC 3339 UTC text; booleans are 0 and 1; JSON is text. */
export type PkiTables = {
  pki_organisations: {
    id: string;
    parent_id: string | null;
    code: string;
    name: string;
    level: string;
    /** `/<id>/<id>/…/`, from the top down, this one included: a subtree is a prefix. */
    path: string;
    created_at: string;
  };
  pki_holders: {
    id: string;
    kind: string;
    organisation_id: string;
    name: string;
    number: string;
    email: string | null;
    mobile: string | null;
    title: string | null;
    dns_names: string;
    ip_addresses: string;
    state: string;
    created_at: string;
    updated_at: string;
  };
  pki_imports: {
    id: string;
    kind: string;
    file_name: string;
    encoding: string;
    created_at: string;
    created_by: string;
    created: number;
    updated: number;
    unchanged: number;
    refused: number;
  };
  pki_import_lines: {
    import_id: string;
    line: number;
    outcome: string;
    code: string | null;
    field: string | null;
    message: string | null;
    raw: string;
  };
  pki_keys: {
    id: string;
    purpose: string;
    algorithm: string;
    store: string;
    /** PKCS#8 sealed by the master key; null for a key in a PKCS#11 token. */
    sealed: Buffer | null;
    /** JSON that finds the key in its token. */
    reference: string | null;
    spki: Buffer;
    created_at: string;
  };
  pki_authorities: {
    id: string;
    kind: string;
    parent_id: string | null;
    key_id: string;
    subject: string;
    serial: string;
    der: Buffer;
    fingerprint: string;
    not_before: string;
    not_after: string;
    state: string;
    created_at: string;
  };
  /** A serial is here, durably, before anything is signed with it. */
  pki_serials: {
    serial: string;
    authority_id: string;
    profile: string;
    request_id: string | null;
    state: string;
    reserved_at: string;
  };
  pki_certificates: {
    id: string;
    serial: string;
    authority_id: string;
    profile: string;
    holder_id: string | null;
    organisation_id: string | null;
    request_id: string | null;
    renewed_from_id: string | null;
    subject: string;
    common_name: string;
    /** Lower case: common name, holder name and number, DNS names, addresses, mail; for the search. */
    search_text: string;
    key_algorithm: string;
    key_origin: string;
    spki_hash: string;
    fingerprint: string;
    der: Buffer;
    shard: number;
    not_before: string;
    not_after: string;
    /** good, held or revoked; whether it expired is a matter of the clock. */
    status: string;
    revoked_at: string | null;
    revocation_reason: string | null;
    created_at: string;
  };
  /** What CRLs are built from: revoked and held, and released ones until a full CRL followed. */
  pki_revocations: {
    certificate_id: string;
    authority_id: string;
    shard: number;
    serial: string;
    reason: string;
    revoked_at: string;
    not_after: string;
    /** revoked, held, released. */
    status: string;
    changed_at: string;
  };
  pki_requests: {
    id: string;
    number: string;
    kind: string;
    profile: string;
    holder_id: string;
    certificate_id: string | null;
    result_certificate_id: string | null;
    delivery: string | null;
    csr: Buffer | null;
    spki_hash: string | null;
    key_algorithm: string | null;
    days: number | null;
    same_key: number;
    names: string;
    preview: string | null;
    reason: string;
    revocation_reason: string | null;
    state: string;
    steps: string;
    step_index: number;
    requester_id: string;
    requester_name: string;
    requester_holder_id: string | null;
    requested_at: string;
    expires_at: string;
    finished_at: string | null;
    failure: string | null;
  };
  pki_request_numbers: { year: number; last: number };
  pki_decisions: {
    id: string;
    request_id: string;
    step_index: number;
    step: string;
    decision: string;
    reason: string | null;
    actor_id: string;
    actor_name: string;
    /** The person in the directory; null in decisions from before it was kept. */
    actor_holder_id: string | null;
    session_id: string;
    method: string;
    payload: Buffer;
    signed_with: string;
    signature_algorithm: string;
    signature: Buffer;
    /** DER of the approver's certificate; null when the server's key signed. */
    signer_certificate: Buffer | null;
    server_key_id: string | null;
    decided_at: string;
  };
  /** A private key made here, sealed, until it is collected once. */
  pki_deliveries: {
    certificate_id: string;
    sealed: Buffer | null;
    created_at: string;
    collected_at: string | null;
    collected_by: string | null;
  };
  pki_crls: {
    id: Generated<number>;
    authority_id: string;
    shard: number;
    kind: string;
    number: number;
    base_number: number | null;
    /** Place in the order of changes: a change at or after it came later than this list. */
    mark: string;
    this_update: string;
    next_update: string;
    entries: number;
    der: Buffer;
  };
  pki_responders: {
    id: string;
    authority_id: string;
    key_id: string;
    der: Buffer;
    not_before: string;
    not_after: string;
    created_at: string;
  };
  pki_notices: { certificate_id: string; kind: string; sent_at: string };
};
