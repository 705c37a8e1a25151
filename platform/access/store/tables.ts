import type { Kysely } from 'kysely';

export type AccountRow = {
  id: string;
  /** Lower case. */
  login_name: string;
  display_name: string;
  holder_id: string | null;
  state: 'active' | 'disabled';
  password_hash: string | null;
  password_changed_at: string | null;
  must_change_password: number;
  /** Sealed. */
  totp_secret: Buffer | null;
  totp_pending: Buffer | null;
  totp_last_step: number | null;
  last_sign_in_at: string | null;
  created_at: string;
  version: number;
};

export type SessionRow = {
  id: string;
  token_hash: string;
  account_id: string;
  method: 'certificate' | 'password';
  certificate_fingerprint: string | null;
  /** JSON array of base64 DER, the person's certificate first. */
  certificate_chain: string | null;
  address: string | null;
  user_agent: string | null;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  ended_at: string | null;
  ended_reason: string | null;
};

export type PasswordResetRow = {
  id: string;
  account_id: string;
  state: 'pending' | 'confirmed' | 'refused' | 'lapsed';
  reason: string;
  requested_by: string;
  requested_by_name: string;
  requested_at: string;
  /** While pending: until when it may be confirmed; afterwards: until when the part is kept. */
  expires_at: string;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  /** The requester's part of the one-time password, sealed, until it is fetched once. */
  sealed_part: Buffer | null;
};

export type AccessTables = {
  access_accounts: AccountRow;
  access_password_history: { id: string; account_id: string; hash: string };
  access_account_roles: { account_id: string; role: string; admin_kind: string | null };
  access_account_certificates: { fingerprint: string; account_id: string };
  access_sessions: SessionRow;
  access_password_resets: PasswordResetRow;
  access_sign_in_failures: {
    login_name: string;
    count: number;
    first_at: string;
    locked_until: string | null;
  };
  access_roles: { name: string; zh: string; en: string; permissions: string };
  access_setups: { id: string; token_hash: string; expires_at: string; state: 'open' | 'replaced' | 'done' };
  access_setup_enrolments: { fingerprint: string; kind: string; state: 'made' | 'used' | 'withdrawn' };
};

export type Db = Kysely<AccessTables>;
