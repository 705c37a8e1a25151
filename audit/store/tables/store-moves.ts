/** Times are RFC 3339 UTC text. */
export type StoreMoveTables = {
  audit_store_moves: {
    id: string;
    target: string;
    state: string;
    size: number;
    position: number;
    compared: number;
    /** What differs, or what it failed on. */
    detail: string | null;
    asked_at: string;
    asked_by: string;
    ended_at: string | null;
  };
  /** One row, once a move was made: the store in use, and what the settings named at that time. */
  audit_store_in_use: { id: number; name: string; configured: string };
};
