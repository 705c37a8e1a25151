import type { Failures } from '../core/lockout.ts';
import type { Db } from './tables.ts';

/** Failed sign-ins under a login name, whether an account has it or not. */
export async function failuresOf(db: Db, loginName: string): Promise<Failures | undefined> {
  const row = await db
    .selectFrom('access_sign_in_failures')
    .selectAll()
    .where('login_name', '=', loginName)
    .executeTakeFirst();
  return row && { count: row.count, firstAt: row.first_at, lockedUntil: row.locked_until };
}

export async function saveFailures(tx: Db, loginName: string, failures: Failures): Promise<void> {
  const values = { count: failures.count, first_at: failures.firstAt, locked_until: failures.lockedUntil };
  await tx
    .insertInto('access_sign_in_failures')
    .values({ login_name: loginName, ...values })
    .onConflict((conflict) => conflict.column('login_name').doUpdateSet(values))
    .execute();
}

/** @returns false when there was nothing to clear */
export async function clearFailures(tx: Db, loginName: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('access_sign_in_failures')
    .where('login_name', '=', loginName)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Forgets what no longer counts. */
export const purgeFailures = (tx: Db, firstBefore: string, now: string): Promise<unknown> =>
  tx
    .deleteFrom('access_sign_in_failures')
    .where('first_at', '<', firstBefore)
    .where((eb) => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<', now)]))
    .execute();
