/** Times are RFC 3339 UTC text. */
export type ReportTables = {
  audit_reports: {
    id: string;
    /** `2026-11`, local time. */
    month: string;
    /** 0 or 1: made by itself. */
    automatic: number;
    /** waiting, running, done or failed. */
    state: string;
    /** Percent. */
    progress: number;
    html_bytes: number;
    /** Hex SHA-256 of the finished file. */
    html_sha256: string | null;
    pdf_bytes: number;
    pdf_sha256: string | null;
    error: string | null;
    created_at: string;
    created_by: string;
    created_by_name: string;
    finished_at: string | null;
  };
};
