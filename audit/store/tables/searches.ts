/** Times are RFC 3339 UTC text. */
export type SearchTables = {
  audit_saved_searches: {
    id: string;
    name: string;
    query: string;
    /** Relative (`24h`) or absolute, as the console keeps it in the address. */
    range: string;
    owner_id: string;
    shared: number;
    created_at: string;
  };
};
