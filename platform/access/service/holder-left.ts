import { actorRef, systemActor } from '../../kernel/actor.ts';
import { adminKindsOf } from '../core/roles.ts';
import { accountEvent } from '../events.ts';
import { otherActiveAdministrators, rolesOf, updateAccount } from '../store/accounts.ts';
import type { AccessTables } from '../store/tables.ts';
import type { Context } from './context.ts';
import { endAllOf } from './sessions.ts';

const leaver = actorRef(systemActor('access-holder-left', []));

/**
 * A person left: their sessions end and their account is disabled. The last active administrator of a
 * kind keeps the account, since nobody could appoint the next one; the sessions end all the same.
 * Repeating it is no error.
 */
export async function disableAccountOf(context: Context, holderId: string): Promise<void> {
  await context.storage.transaction<AccessTables, void>(async (tx) => {
    const account = await tx
      .selectFrom('access_accounts')
      .selectAll()
      .where('holder_id', '=', holderId)
      .executeTakeFirst();
    if (!account) return;
    await endAllOf(context, tx, account.id, leaver, 'holder-left');
    if (account.state !== 'active') return;
    const others = await otherActiveAdministrators(tx, account.id);
    if (adminKindsOf(await rolesOf(tx, account.id)).some((kind) => others[kind] === 0)) return;
    await updateAccount(tx, account.id, { state: 'disabled' }, account.version);
    await context.events.append(
      tx,
      accountEvent('access.account.disabled', leaver, account, { reason: '持有者离职 the holder left' }),
    );
  });
}
