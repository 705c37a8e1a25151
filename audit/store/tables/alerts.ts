/** Times are RFC 3339 UTC text. */
export type AlertTables = {
  audit_alerts: {
    id: string;
    rule_id: string;
    title: string;
    level: string;
    /** 0 informational … 4 critical. */
    severity: number;
    class: string;
    group_key: string;
    user_name: string | null;
    address: string | null;
    host: string | null;
    /** open, closed or suppressed. */
    state: string;
    /** The exception that holds it back. */
    exception_id: string | null;
    case_id: string | null;
    matches: number;
    /** Of the events, not of their discovery. */
    first_at: string;
    last_at: string;
    raised_at: string;
    closed_at: string | null;
    closed_by: string | null;
    verdict: string | null;
    comment: string | null;
  };
  audit_alert_events: {
    alert_id: string;
    event_id: string;
    at: string;
  };
  audit_exceptions: {
    id: string;
    rule_id: string | null;
    /** In the query language; null: every match of the rule. */
    query: string | null;
    reason: string;
    expires_at: string;
    created_at: string;
    created_by: string;
    ended_at: string | null;
    ended_by: string | null;
    held_back: number;
  };
  /** How far the detection read the evidence log, and what it remembers of it. */
  audit_detection: { id: number; position: number; state: string };
  audit_rule_settings: {
    rule_id: string;
    enabled: number;
    changed_at: string;
    changed_by: string;
  };
};
