import { offsetOf, type PageQuery } from '../../kernel/page.ts';
import type { Db, PasswordResetRow } from './tables.ts';

export type ResetFilter = PageQuery & {
  readonly accountId?: string;
  /** Only those that still wait: for their confirmation, or for their requester's part to be fetched. */
  readonly open?: boolean;
};

type ListedReset = PasswordResetRow & { readonly login_name: string; readonly display_name: string };

const withAccount = (db: Db) =>
  db
    .selectFrom('access_password_resets as resets')
    .innerJoin('access_accounts as accounts', 'accounts.id', 'resets.account_id');

/** The newest first. */
export async function listResets(
  db: Db,
  filter: ResetFilter,
  now: string,
): Promise<{ rows: ListedReset[]; total: number }> {
  let query = withAccount(db);
  if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId);
  if (filter.open) {
    query = query
      .where('resets.expires_at', '>', now)
      .where((eb) => eb.or([eb('resets.state', '=', 'pending'), eb('sealed_part', 'is not', null)]));
  }
  const { total } = await query.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll('resets')
    .select(['accounts.login_name', 'accounts.display_name'])
    .orderBy('resets.id', 'desc')
    .limit(filter.pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { rows, total: Number(total) };
}

export const findListedReset = (db: Db, id: string): Promise<ListedReset | undefined> =>
  withAccount(db)
    .selectAll('resets')
    .select(['accounts.login_name', 'accounts.display_name'])
    .where('resets.id', '=', id)
    .executeTakeFirst();

export const findReset = (db: Db, id: string): Promise<PasswordResetRow | undefined> =>
  db.selectFrom('access_password_resets').selectAll().where('id', '=', id).executeTakeFirst();

export const pendingResetOf = (db: Db, accountId: string): Promise<PasswordResetRow | undefined> =>
  db
    .selectFrom('access_password_resets')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state', '=', 'pending')
    .executeTakeFirst();

export const insertReset = (tx: Db, row: PasswordResetRow): Promise<unknown> =>
  tx.insertInto('access_password_resets').values(row).execute();

export const changeReset = (
  tx: Db,
  id: string,
  changes: Partial<Omit<PasswordResetRow, 'id' | 'account_id'>>,
): Promise<unknown> => tx.updateTable('access_password_resets').set(changes).where('id', '=', id).execute();

/** Parts of passwords that can no longer be used by anybody. */
export const forgetPartsOf = (tx: Db, accountId: string): Promise<unknown> =>
  tx
    .updateTable('access_password_resets')
    .set({ sealed_part: null })
    .where('account_id', '=', accountId)
    .where('sealed_part', 'is not', null)
    .execute();

/** Those whose time is over but which nobody has ended yet. */
export const overdueResets = (db: Db, now: string): Promise<PasswordResetRow[]> =>
  db
    .selectFrom('access_password_resets')
    .selectAll()
    .where('state', '=', 'pending')
    .where('expires_at', '<=', now)
    .limit(100)
    .execute();

export const forgetOverdueParts = (tx: Db, now: string): Promise<unknown> =>
  tx
    .updateTable('access_password_resets')
    .set({ sealed_part: null })
    .where('sealed_part', 'is not', null)
    .where('expires_at', '<=', now)
    .execute();
