import { newId } from '../../kernel/ids.ts';
import { accessErrors } from '../errors.ts';
import { earlierPasswords, rememberPassword, updateAccount } from '../store/accounts.ts';
import type { AccountRow, Db } from '../store/tables.ts';
import type { Context } from './context.ts';

/** @throws access.password-reused */
export async function refuseReuse(context: Context, account: AccountRow, next: string): Promise<void> {
  const { config, db, hasher } = context;
  const earlier = await earlierPasswords(db, account.id, config.passwordHistory);
  const hashes = account.password_hash === null ? earlier : [account.password_hash, ...earlier];
  for (const hash of hashes.slice(0, config.passwordHistory)) {
    if (await hasher.verify(next, hash))
      throw accessErrors['password-reused']({ history: config.passwordHistory });
  }
}

/** Sets a password; the one before goes into the history. `mustChange`: somebody else chose it. */
export async function storePassword(
  context: Context,
  tx: Db,
  account: AccountRow,
  hash: string,
  mustChange: boolean,
): Promise<void> {
  const now = context.now();
  if (account.password_hash !== null) {
    const id = newId(now.getTime());
    await rememberPassword(tx, account.id, id, account.password_hash, context.config.passwordHistory);
  }
  await updateAccount(tx, account.id, {
    password_hash: hash,
    password_changed_at: now.toISOString(),
    must_change_password: mustChange ? 1 : 0,
  });
}
