/** Times are RFC 3339 UTC text. */
export type ExportTables = {
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
