import type { Db, SessionRow } from './tables.ts';

export const insertSession = (tx: Db, row: SessionRow): Promise<unknown> =>
  tx.insertInto('access_sessions').values(row).execute();

export const findByToken = (db: Db, tokenHash: string): Promise<SessionRow | undefined> =>
  db.selectFrom('access_sessions').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();

export const findSession = (db: Db, id: string): Promise<SessionRow | undefined> =>
  db.selectFrom('access_sessions').selectAll().where('id', '=', id).executeTakeFirst();

/** Not ended, not expired and not idle; the newest first. */
export const liveSessions = (
  db: Db,
  at: { readonly now: string; readonly idleSince: string },
  accountId?: string,
): Promise<SessionRow[]> => {
  let query = db
    .selectFrom('access_sessions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at.now)
    .where('last_seen_at', '>=', at.idleSince);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  return query.orderBy('id', 'desc').execute();
};

/** Sessions whose time is over but which nobody has ended yet. */
export const overdueSessions = (
  db: Db,
  at: { readonly now: string; readonly idleSince: string },
  limit: number,
): Promise<SessionRow[]> =>
  db
    .selectFrom('access_sessions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', '<=', at.now), eb('last_seen_at', '<', at.idleSince)]))
    .limit(limit)
    .execute();

export const touchSession = (tx: Db, id: string, now: string): Promise<unknown> =>
  tx
    .updateTable('access_sessions')
    .set({ last_seen_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();

/** @returns false when it had ended already */
export async function endSession(tx: Db, id: string, now: string, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('access_sessions')
    .set({ ended_at: now, ended_reason: reason, certificate_chain: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Forgets sessions that ended long ago; the events remain. */
export const purgeSessions = (tx: Db, endedBefore: string): Promise<unknown> =>
  tx.deleteFrom('access_sessions').where('ended_at', '<', endedBefore).execute();
