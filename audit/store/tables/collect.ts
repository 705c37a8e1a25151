/** Times are RFC 3339 UTC text; booleans are 0 and 1; JSON is text. */
export type CollectTables = {
  audit_sources: {
    id: string;
    title: string;
    class: string;
    kind: string;
    /** JSON: names of the parsers in their order, or `["auto"]`. */
    parsers: string;
    time_zone: string;
    /** 0: no alarm. */
    silence_minutes: number;
    enabled: number;
    /** JSON of `PullSettings`; null: the source sends by itself. */
    pull: string | null;
    /** The password of the pulled database, sealed. */
    pull_secret: Buffer | null;
    /** Since when the alarm stands; null: no alarm. */
    silent_since: string | null;
    created_at: string;
    created_by: string;
    changed_at: string;
    changed_by: string;
  };
  audit_senders: {
    id: string;
    source_id: string;
    kind: string;
    /** An address or CIDR range; hex SHA-256 of a certificate; id of a holder; hex SHA-256 of a token. */
    value: string;
    label: string;
    created_at: string;
    created_by: string;
  };
  audit_source_counts: {
    source_id: string;
    /** Records in the evidence log before `audit_counted.position`. */
    stored: number;
    refused: number;
    /** Of the refused, those whose bytes were not kept. */
    discarded: number;
    /** Of the stored, those whose time differs by more than the tolerance from the receipt. */
    skewed: number;
    last_received_at: string | null;
    last_refused_at: string | null;
  };
  /** One row: how far the evidence log was counted. */
  audit_counted: { id: number; position: number };
  audit_pulls: {
    source_id: string;
    /** Time of the newest row that was taken, in ms. */
    cursor: number | null;
    /** JSON: the rows of the overlap that are in the evidence log before place `seen_to`. */
    seen: string;
    seen_to: number;
    last_run_at: string | null;
    last_error: string | null;
    failing_since: string | null;
  };
  audit_dead_letters: {
    id: string;
    source_id: string;
    stage: string;
    reason: string;
    detail: string;
    /** Of a record that is in the evidence log: its place; then `raw` is null. */
    evidence_index: number | null;
    /** What was refused, up to a bound; null: see `evidence_index`, or discarded. */
    raw: Buffer | null;
    /** True length, also of what was not kept. */
    bytes: number;
    /** The beginning as text, for the search. */
    text: string;
    received_at: string;
    state: string;
    closed_at: string | null;
    closed_by: string | null;
    close_reason: string | null;
  };
};
