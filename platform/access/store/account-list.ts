import { offsetOf, type PageQuery } from '../../kernel/page.ts';
import { contains } from '../../storage/index.ts';
import type { Account } from '../schemas.ts';
import type { AccountRow, Db } from './tables.ts';

export type AccountFilter = PageQuery & {
  readonly q?: string;
  readonly state?: 'active' | 'disabled' | 'locked';
  readonly role?: string;
};

/** One page of accounts by login name. */
export async function listAccounts(
  db: Db,
  filter: AccountFilter,
  now: string,
): Promise<{ rows: AccountRow[]; total: number }> {
  let query = db
    .selectFrom('access_accounts')
    .leftJoin('access_sign_in_failures as failures', 'failures.login_name', 'access_accounts.login_name');
  const { q, state, role } = filter;
  if (q !== undefined) {
    query = query.where((eb) =>
      eb.or([contains('access_accounts.login_name', q), contains('access_accounts.display_name', q)]),
    );
  }
  if (state === 'disabled') query = query.where('state', '=', 'disabled');
  if (state === 'locked')
    query = query.where('state', '=', 'active').where('failures.locked_until', '>', now);
  if (state === 'active') {
    query = query
      .where('state', '=', 'active')
      .where((eb) =>
        eb.or([eb('failures.locked_until', 'is', null), eb('failures.locked_until', '<=', now)]),
      );
  }
  if (role !== undefined) {
    query = query.where('access_accounts.id', 'in', (eb) =>
      eb.selectFrom('access_account_roles').select('account_id').where('role', '=', role),
    );
  }
  const { total } = await query.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll('access_accounts')
    .orderBy('access_accounts.login_name')
    .limit(filter.pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { rows, total: Number(total) };
}

/** The accounts as clients see them, in the order of the rows. */
export async function presentAccounts(db: Db, rows: readonly AccountRow[], now: string): Promise<Account[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [roles, certificates, failures] = await Promise.all([
    db
      .selectFrom('access_account_roles')
      .selectAll()
      .where('account_id', 'in', ids)
      .orderBy('role')
      .execute(),
    db.selectFrom('access_account_certificates').selectAll().where('account_id', 'in', ids).execute(),
    db
      .selectFrom('access_sign_in_failures')
      .selectAll()
      .where(
        'login_name',
        'in',
        rows.map((row) => row.login_name),
      )
      .execute(),
  ]);
  return rows.map((row) => {
    const failure = failures.find(({ login_name }) => login_name === row.login_name);
    const lockedUntil = (failure?.locked_until ?? '') > now ? failure!.locked_until : null;
    return {
      id: row.id,
      loginName: row.login_name,
      displayName: row.display_name,
      holderId: row.holder_id,
      state: row.state === 'active' && lockedUntil !== null ? 'locked' : row.state,
      lockedUntil,
      roles: roles.filter(({ account_id }) => account_id === row.id).map(({ role }) => role),
      hasPassword: row.password_hash !== null,
      mustChangePassword: row.must_change_password === 1,
      passwordChangedAt: row.password_changed_at,
      hasTotp: row.totp_secret !== null,
      certificateFingerprints: certificates
        .filter(({ account_id }) => account_id === row.id)
        .map(({ fingerprint }) => fingerprint),
      failedSignIns: failure?.count ?? 0,
      lastSignInAt: row.last_sign_in_at,
      createdAt: row.created_at,
      version: row.version,
    };
  });
}
