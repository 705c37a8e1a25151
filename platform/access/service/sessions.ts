import { type Actor, actorRef, authorise, type PersonActor, systemActor } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { accountEvent } from '../events.ts';
import type { Session } from '../schemas.ts';
import { findAccount } from '../store/accounts.ts';
import { purgeFailures } from '../store/failures.ts';
import { endSession, findSession, liveSessions, overdueSessions, purgeSessions } from '../store/sessions.ts';
import type { AccessTables, Db, SessionRow } from '../store/tables.ts';
import type { Context } from './context.ts';

const keepEndedMs = 30 * 86_400_000;
const keepFailuresMs = 86_400_000;
const keeper = actorRef(systemActor('access-sessions', []));

/** Ends a session and says so. @returns false when it had ended already */
async function endWithEvent(
  context: Context,
  tx: Db,
  session: SessionRow,
  actor: ReturnType<typeof actorRef>,
  reason: string,
): Promise<boolean> {
  const account = await findAccount(tx, session.account_id);
  if (!account || !(await endSession(tx, session.id, context.now().toISOString(), reason))) return false;
  const data = { sessionId: session.id, method: session.method, reason };
  await context.events.append(tx, accountEvent('access.session.ended', actor, account, data));
  return true;
}

/** Ends all sessions of an account, but not `except`. */
export async function endAllOf(
  context: Context,
  tx: Db,
  accountId: string,
  actor: ReturnType<typeof actorRef>,
  reason: string,
  except?: string,
): Promise<void> {
  for (const session of await liveSessions(tx, context.horizon(), accountId)) {
    if (session.id !== except) await endWithEvent(context, tx, session, actor, reason);
  }
}

export function createSessionService(context: Context) {
  const { storage, db } = context;

  const end = (session: SessionRow, actor: ReturnType<typeof actorRef>, reason: string): Promise<boolean> =>
    storage.transaction<AccessTables, boolean>((tx) => endWithEvent(context, tx, session, actor, reason));

  const list = async (accountId: string, current: string | undefined): Promise<Session[]> =>
    (await liveSessions(db, context.horizon(), accountId)).map((row) => present(row, current));

  return {
    listMine: (actor: PersonActor) => list(actor.accountId, actor.sessionId),

    async listOf(actor: Actor, accountId: string): Promise<Session[]> {
      authorise(actor, 'access.sessions.read');
      if (!(await findAccount(db, accountId))) throw kernelErrors['not-found']({ what: accountId });
      return list(accountId, actor.kind === 'person' ? actor.sessionId : undefined);
    },

    async signOut(actor: PersonActor): Promise<void> {
      const session = await findSession(db, actor.sessionId);
      if (session) await end(session, actorRef(actor), 'signed-out');
    },

    async revokeMine(actor: PersonActor, sessionId: string): Promise<void> {
      const session = await findSession(db, sessionId);
      if (session?.account_id !== actor.accountId) throw kernelErrors['not-found']({ what: sessionId });
      await end(session, actorRef(actor), 'revoked-by-owner');
    },

    async revoke(actor: Actor, sessionId: string): Promise<void> {
      authorise(actor, 'access.sessions.revoke');
      const session = await findSession(db, sessionId);
      if (!session) throw kernelErrors['not-found']({ what: sessionId });
      await end(session, actorRef(actor), 'revoked');
    },

    /** A certificate was revoked or suspended: whoever signed in with it is out. @returns how many ended */
    async revokeByFingerprint(fingerprint: string): Promise<number> {
      const live = await liveSessions(db, context.horizon());
      let ended = 0;
      for (const session of live) {
        if (session.certificate_fingerprint !== fingerprint) continue;
        if (await end(session, keeper, 'certificate-revoked')) ended++;
      }
      return ended;
    },

    /** Judges the certificates of live sessions again and ends those that no longer pass. */
    async rejudge(signal: AbortSignal): Promise<number> {
      let ended = 0;
      for (const session of await liveSessions(db, context.horizon())) {
        if (signal.aborted) break;
        if (session.certificate_chain === null) continue;
        const chain = (JSON.parse(session.certificate_chain) as string[]).map((der) =>
          Buffer.from(der, 'base64'),
        );
        const verdict = await context.judge.judge(chain);
        if (!verdict.ok && (await end(session, keeper, 'certificate-refused'))) ended++;
      }
      return ended;
    },

    /** Ends sessions whose time is over and forgets what is old. */
    async tidy(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const overdue = await overdueSessions(db, context.horizon(), 100);
        if (overdue.length === 0) break;
        const { now } = context.horizon();
        for (const row of overdue) await end(row, keeper, row.expires_at <= now ? 'expired' : 'idle');
      }
      const now = context.now();
      const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
      await storage.transaction<AccessTables, void>(async (tx) => {
        await purgeSessions(tx, before(keepEndedMs));
        await purgeFailures(tx, before(keepFailuresMs), now.toISOString());
      });
    },
  };
}

function present(row: SessionRow, current: string | undefined): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    method: row.method,
    certificateFingerprint: row.certificate_fingerprint,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    current: row.id === current,
  };
}
