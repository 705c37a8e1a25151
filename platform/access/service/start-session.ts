import type { ActorRef } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import { sessionEnd } from '../core/session-rules.ts';
import { accountEvent } from '../events.ts';
import { endSession, insertSession, liveSessions } from '../store/sessions.ts';
import type { AccountRow, Db } from '../store/tables.ts';
import { type Context, hashToken, newToken, type Origin } from './context.ts';

export type Started = { readonly token: string; readonly sessionId: string; readonly accountId: string };

type How = {
  readonly method: 'certificate' | 'password';
  readonly origin: Origin;
  readonly fingerprint?: string;
  readonly chain?: readonly Buffer[];
};

/** Begins a session with a token of its own; when the account has too many, the oldest ends. */
export async function startSession(
  context: Context,
  tx: Db,
  account: AccountRow,
  how: How,
): Promise<Started> {
  const { config, events } = context;
  const now = context.now();
  const at = now.toISOString();
  const token = newToken();
  const id = newId(now.getTime());
  const actor: ActorRef = {
    kind: 'person',
    id: account.id,
    name: account.display_name,
    sessionId: id,
    method: how.method,
    ...(how.fingerprint !== undefined && { certificateFingerprint: how.fingerprint }),
    ...(how.origin.address !== null && { address: how.origin.address }),
  };
  const live = await liveSessions(tx, context.horizon(), account.id);
  for (const old of live.slice(Math.max(0, config.sessionsPerAccount - 1))) {
    await endSession(tx, old.id, at, 'replaced');
    await events.append(
      tx,
      accountEvent('access.session.ended', actor, account, { sessionId: old.id, reason: 'replaced' }),
    );
  }
  await insertSession(tx, {
    id,
    token_hash: hashToken(token),
    account_id: account.id,
    method: how.method,
    certificate_fingerprint: how.fingerprint ?? null,
    certificate_chain: how.chain ? JSON.stringify(how.chain.map((der) => der.toString('base64'))) : null,
    address: how.origin.address,
    user_agent: how.origin.userAgent?.slice(0, 200) ?? null,
    created_at: at,
    last_seen_at: at,
    expires_at: sessionEnd(now, {
      idleMinutes: config.sessionIdleMinutes,
      absoluteHours: config.sessionHours,
    }),
    ended_at: null,
    ended_reason: null,
  });
  await tx.updateTable('access_accounts').set({ last_sign_in_at: at }).where('id', '=', account.id).execute();
  await events.append(
    tx,
    accountEvent('access.session.started', actor, account, { sessionId: id, method: how.method }),
  );
  return { token, sessionId: id, accountId: account.id };
}
