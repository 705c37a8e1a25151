import type { Db } from './tables.ts';

export async function isSetupDone(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('access_setups')
    .select('id')
    .where('state', '=', 'done')
    .executeTakeFirst();
  return row !== undefined;
}

/** The set-up that this link belongs to, while it may be used. */
export const openSetup = (db: Db, tokenHash: string, now: string): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('access_setups')
    .select('id')
    .where('token_hash', '=', tokenHash)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .executeTakeFirst();

/** When the present link ends; null when none may be used. */
export async function linkExpiry(db: Db, now: string): Promise<string | null> {
  const row = await db
    .selectFrom('access_setups')
    .select('expires_at')
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

/** What may have been made for nobody yet: fingerprints, or references where a try ended before there was one. */
export async function madeEnrolments(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('access_setup_enrolments')
    .select('fingerprint')
    .where('state', '=', 'made')
    .execute();
  return rows.map(({ fingerprint }) => fingerprint);
}
