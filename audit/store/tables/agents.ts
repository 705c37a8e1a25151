/** Times are RFC 3339 UTC text. */
export type AgentTables = {
  audit_agent_tokens: {
    id: string;
    source_id: string;
    /** Hex SHA-256 of the token. */
    hash: string;
    label: string;
    created_at: string;
    created_by: string;
    expires_at: string;
    used_at: string | null;
    /** Hex SHA-256 of the request that used it: the same one may ask again. */
    used_for: string | null;
  };
  audit_agents: {
    id: string;
    source_id: string;
    /** As the agent calls its machine. */
    name: string;
    /** Hex SHA-256 of its newest certificate. */
    fingerprint: string;
    /** Of the one before, which it may still have: the answer may never have reached it. */
    previous_fingerprint: string | null;
    not_after: string;
    enrolled_at: string;
    renewed_at: string | null;
  };
};
