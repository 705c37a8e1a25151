import { kernelErrors } from '../../kernel/errors.ts';
import type { AdminKind } from '../core/roles.ts';
import { adminKindOf } from '../core/roles.ts';
import type { AccountRow, Db } from './tables.ts';

export const findAccount = (db: Db, id: string): Promise<AccountRow | undefined> =>
  db.selectFrom('access_accounts').selectAll().where('id', '=', id).executeTakeFirst();

/** @throws common.not-found */
export async function existingAccount(db: Db, id: string): Promise<AccountRow> {
  const account = await findAccount(db, id);
  if (!account) throw kernelErrors['not-found']({ what: id });
  return account;
}

export const findByLoginName = (db: Db, loginName: string): Promise<AccountRow | undefined> =>
  db
    .selectFrom('access_accounts')
    .selectAll()
    .where('login_name', '=', loginName.toLowerCase())
    .executeTakeFirst();

/** The account that a certificate is bound to, else the one of its holder. */
export async function findByCertificate(
  db: Db,
  fingerprint: string,
  holderId: string | undefined,
): Promise<AccountRow | undefined> {
  const bound = await db
    .selectFrom('access_account_certificates')
    .innerJoin('access_accounts', 'access_accounts.id', 'account_id')
    .selectAll('access_accounts')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  if (bound || holderId === undefined) return bound;
  return db.selectFrom('access_accounts').selectAll().where('holder_id', '=', holderId).executeTakeFirst();
}

export async function hasActiveAccount(db: Db, holderId: string): Promise<boolean> {
  const account = await db
    .selectFrom('access_accounts')
    .select('id')
    .where('holder_id', '=', holderId)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return account !== undefined;
}

export async function rolesOf(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('access_account_roles')
    .select('role')
    .where('account_id', '=', accountId)
    .orderBy('role')
    .execute();
  return rows.map(({ role }) => role);
}

/** The roles of several accounts, by account; who has none is not in it. */
export async function rolesByAccount(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const roles = new Map<string, string[]>();
  if (ids.length === 0) return roles;
  const rows = await db
    .selectFrom('access_account_roles')
    .select(['account_id', 'role'])
    .where('account_id', 'in', [...new Set(ids)])
    .execute();
  for (const { account_id, role } of rows) roles.set(account_id, [...(roles.get(account_id) ?? []), role]);
  return roles;
}

/** The index `access_account_roles_one_administrator` refuses two administrators in one account. */
export async function replaceRoles(tx: Db, accountId: string, roles: readonly string[]): Promise<void> {
  await tx.deleteFrom('access_account_roles').where('account_id', '=', accountId).execute();
  if (roles.length === 0) return;
  const rows = roles.map((role) => ({ account_id: accountId, role, admin_kind: adminKindOf(role) }));
  await tx.insertInto('access_account_roles').values(rows).execute();
}

/** Active accounts besides one, by administrator. */
export async function otherActiveAdministrators(
  db: Db,
  accountId: string,
): Promise<Record<AdminKind, number>> {
  const rows = await db
    .selectFrom('access_account_roles')
    .innerJoin('access_accounts', 'access_accounts.id', 'account_id')
    .select(['admin_kind', (eb) => eb.fn.countAll().as('accounts')])
    .where('admin_kind', 'is not', null)
    .where('account_id', '<>', accountId)
    .where('state', '=', 'active')
    .groupBy('admin_kind')
    .execute();
  const counts: Record<AdminKind, number> = { system: 0, security: 0, audit: 0 };
  for (const row of rows) counts[row.admin_kind as AdminKind] = Number(row.accounts);
  return counts;
}

export async function boundCertificates(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('access_account_certificates')
    .select('fingerprint')
    .where('account_id', '=', accountId)
    .execute();
  return rows.map(({ fingerprint }) => fingerprint);
}

export async function replaceCertificates(
  tx: Db,
  accountId: string,
  fingerprints: readonly string[],
): Promise<void> {
  await tx.deleteFrom('access_account_certificates').where('account_id', '=', accountId).execute();
  const rows = [...new Set(fingerprints)].map((fingerprint) => ({ fingerprint, account_id: accountId }));
  if (rows.length > 0) await tx.insertInto('access_account_certificates').values(rows).execute();
}

/** Changes columns and counts the version up. @returns false when the account is not at `version` any more */
export async function updateAccount(
  tx: Db,
  id: string,
  changes: Partial<Omit<AccountRow, 'id' | 'version'>>,
  version?: number,
): Promise<boolean> {
  let query = tx
    .updateTable('access_accounts')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('id', '=', id);
  if (version !== undefined) query = query.where('version', '=', version);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The newest first. */
export async function earlierPasswords(db: Db, accountId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('access_password_history')
    .select('hash')
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ hash }) => hash);
}

export async function rememberPassword(
  tx: Db,
  accountId: string,
  id: string,
  hash: string,
  keep: number,
): Promise<void> {
  await tx.insertInto('access_password_history').values({ id, account_id: accountId, hash }).execute();
  const old = await tx
    .selectFrom('access_password_history')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .offset(Math.max(keep, 1))
    .limit(100)
    .execute();
  const ids = old.map((row) => row.id);
  if (ids.length > 0) await tx.deleteFrom('access_password_history').where('id', 'in', ids).execute();
}
