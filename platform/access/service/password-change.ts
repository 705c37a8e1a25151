import { actorRef, systemActor } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import { earlierPasswords, existingAccount, rememberPassword, updateAccount } from '../store/accounts.ts';
import { changeReset, forgetPartsOf, pendingResetOf } from '../store/password-resets.ts';
import type { AccountRow, Db, PasswordResetRow } from '../store/tables.ts';
import type { Context } from './context.ts';

const keeper = actorRef(systemActor('access-password-resets', []));

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

/** A reset that waited too long, or that another password overtook. */
export async function lapseReset(
  context: Context,
  tx: Db,
  reset: PasswordResetRow,
  why: 'expired' | 'password-set' | 'holder-changed',
): Promise<void> {
  await changeReset(tx, reset.id, { state: 'lapsed' });
  const account = await existingAccount(tx, reset.account_id);
  const data = { resetId: reset.id, reason: why };
  await context.events.append(tx, accountEvent('access.password.reset-lapsed', keeper, account, data));
}

/**
 * Sets a password; the one before goes into the history, and resets that wait lapse with it.
 * @param mustChange somebody else chose it
 */
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
  await endResets(context, tx, account.id, 'password-set');
}

/** The account goes to another person: what the one before knows opens it no more. */
export async function removePassword(context: Context, tx: Db, account: AccountRow): Promise<void> {
  await updateAccount(tx, account.id, {
    password_hash: null,
    password_changed_at: null,
    must_change_password: 0,
    totp_secret: null,
    totp_pending: null,
    totp_last_step: null,
  });
  await endResets(context, tx, account.id, 'holder-changed');
}

async function endResets(
  context: Context,
  tx: Db,
  accountId: string,
  why: 'password-set' | 'holder-changed',
): Promise<void> {
  const pending = await pendingResetOf(tx, accountId);
  if (pending) await lapseReset(context, tx, pending, why);
  await forgetPartsOf(tx, accountId);
}
