/** The key of the evidence log, those who witness it, and what must stay in it. Times are RFC 3339 UTC text. */
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
};
