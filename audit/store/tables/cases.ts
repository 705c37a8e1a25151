/** Times are RFC 3339 UTC text. */
export type CaseTables = {
  audit_cases: {
    id: string;
    number: string;
    title: string;
    state: string;
    assignee_id: string | null;
    assignee_name: string | null;
    verdict: string | null;
    created_at: string;
    created_by: string;
    closed_at: string | null;
  };
  audit_case_entries: {
    id: string;
    case_id: string;
    kind: string;
    text: string;
    /** Of evidence: the event. */
    event_id: string | null;
    at: string;
    by_id: string;
    by_name: string;
  };
};
