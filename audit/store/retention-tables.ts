/** Times are RFC 3339 UTC text. */
export type RetentionTables = {
  audit_holds: {
    id: string;
    title: string;
    reason: string;
    /** Of receipt: what came in from then on is kept. */
    keep_from: string;
    placed_at: string;
    placed_by: string;
    placed_by_name: string;
    lift_asked_at: string | null;
    lift_asked_by: string | null;
    lift_asked_by_name: string | null;
    lift_reason: string | null;
    lifted_at: string | null;
    lifted_by_name: string | null;
  };
  audit_exports: {
    id: string;
    title: string;
    query: string;
    range_from: string;
    range_to: string;
    reason: string;
    /** running, done, failed or cancelled. */
    state: string;
    records: number;
    bytes: number;
    /** Hex SHA-256 of the finished file. */
    sha256: string | null;
    error: string | null;
    created_at: string;
    created_by: string;
    created_by_name: string;
    finished_at: string | null;
  };
};

/** The key of the evidence log and those who witness it. */
export type EvidenceTables = {
  audit_log_key: {
    id: number;
    /** Origin of the log, and name of its key. */
    name: string;
    /** PKCS#8, sealed. */
    sealed: Buffer;
    /** The last checkpoint that this database has seen: a log that lacks it was rolled back. */
    checkpoint: string | null;
  };
  audit_witnesses: {
    id: string;
    name: string;
    vkey: string;
    added_at: string;
    added_by: string;
    removed_at: string | null;
    removed_by: string | null;
  };
};
