import type { PersonActor } from '../../kernel/actor.ts';
import { sessionOver } from '../core/session-rules.ts';
import { isRestricted, standingOf } from '../core/standing.ts';
import { findAccount, rolesOf } from '../store/accounts.ts';
import { findByToken, findSession, touchSession } from '../store/sessions.ts';
import type { AccessTables, SessionRow } from '../store/tables.ts';
import { type Context, hashToken } from './context.ts';

/** How exact "last seen" is: a write for each request would cost more than the request. */
const touchEveryMs = 20_000;

/**
 * Who holds this token; undefined when the session is over, the account disabled or its way of
 * signing in switched off. Rights are read anew each time: a change counts at once.
 * @param byPerson false for requests that a page makes by itself: they do not keep a session alive
 */
export async function authenticate(
  context: Context,
  token: string,
  byPerson: boolean,
): Promise<PersonActor | undefined> {
  if (token.length > 100) return undefined;
  const session = await findByToken(context.db, hashToken(token));
  const actor = session && (await actorOf(context, session));
  // A full disk must not hide from people what can still be read; the session is just not prolonged.
  if (actor && byPerson) await touch(context, session).catch(() => undefined);
  return actor;
}

/** Whether a session still lives, without keeping it alive. For streams that are open for long. */
export async function isLive(context: Context, sessionId: string): Promise<boolean> {
  const session = await findSession(context.db, sessionId);
  return session !== undefined && (await actorOf(context, session)) !== undefined;
}

async function actorOf(context: Context, session: SessionRow): Promise<PersonActor | undefined> {
  const { config, db } = context;
  const now = context.now();
  const times = {
    lastSeenAt: session.last_seen_at,
    expiresAt: session.expires_at,
    endedAt: session.ended_at,
  };
  const limits = { idleMinutes: config.sessionIdleMinutes, absoluteHours: config.sessionHours };
  if (sessionOver(times, now, limits) !== undefined) return undefined;
  const { method } = session;
  if (!(method === 'password' ? config.passwordSignIn : config.certificateSignIn)) return undefined;
  const account = await findAccount(db, session.account_id);
  if (account?.state !== 'active') return undefined;
  const roles = await rolesOf(db, account.id);
  const standing = standingOf(
    {
      method,
      roles,
      hasTotp: account.totp_secret !== null,
      mustChangePassword: account.must_change_password === 1,
      passwordChangedAt: account.password_changed_at,
    },
    config,
    now,
  );
  return {
    kind: 'person',
    accountId: account.id,
    name: account.display_name,
    sessionId: session.id,
    method,
    ...(session.certificate_fingerprint !== null && {
      certificateFingerprint: session.certificate_fingerprint,
    }),
    ...(account.holder_id !== null && { holderId: account.holder_id }),
    ...(session.address !== null && { address: session.address }),
    ...(isRestricted(standing)
      ? { restricted: true, permissions: new Set<string>() }
      : { permissions: await context.permissionsOf(db, roles) }),
  };
}

async function touch(context: Context, session: SessionRow): Promise<void> {
  const now = context.now();
  if (now.getTime() - Date.parse(session.last_seen_at) < touchEveryMs) return;
  await context.storage.transaction<AccessTables, unknown>((tx) =>
    touchSession(tx, session.id, now.toISOString()),
  );
}
