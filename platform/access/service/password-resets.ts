import { type Actor, actorRef, authorise, type PersonActor } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Page } from '../../kernel/page.ts';
import { confirmerOf, objectionToDecision, resetHours } from '../core/password-reset.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import { oneTimePart, oneTimePassword } from '../passwords.ts';
import type { PasswordReset, ResetAnswer } from '../schemas.ts';
import { existingAccount, rolesByAccount, rolesOf, updateAccount } from '../store/accounts.ts';
import {
  changeReset,
  findListedReset,
  findReset,
  forgetOverdueParts,
  insertReset,
  listResets,
  overdueResets,
  pendingResetOf,
  type ResetFilter,
} from '../store/password-resets.ts';
import type { AccessTables, AccountRow, Db, PasswordResetRow } from '../store/tables.ts';
import type { Context } from './context.ts';
import { lapseReset, storePassword } from './password-change.ts';
import { endAllOf } from './sessions.ts';

const partContext = (resetId: string): string => `access.password-part:${resetId}`;

/**
 * Passwords that somebody else has reset. For an account with roles two administrators hold a part of the
 * one-time password each: neither can act as its holder, who gets one part from each and signs in with
 * both, first and second written together. Until it is confirmed nothing changes for the holder.
 */
export function createPasswordResetService(context: Context) {
  const { config, db, storage, events, hasher, sealer } = context;

  const until = (from: Date): string => new Date(from.getTime() + resetHours * 3_600_000).toISOString();

  async function one(actor: Actor, id: string): Promise<PasswordReset> {
    const row = await findListedReset(db, id);
    if (!row) throw kernelErrors['not-found']({ what: id });
    const [reset] = await present(actor, [row]);
    return reset!;
  }

  /** As whoever asks sees them. */
  async function present(
    actor: Actor,
    rows: Awaited<ReturnType<typeof listResets>>['rows'],
  ): Promise<PasswordReset[]> {
    const now = context.now().toISOString();
    const actorAccountId = actor.kind === 'person' ? actor.accountId : undefined;
    const ids = [...rows.map(({ account_id }) => account_id), ...(actorAccountId ? [actorAccountId] : [])];
    const roles = await rolesByAccount(db, ids);
    return rows.map((row) => {
      const decision = {
        actorAccountId,
        actorRoles: roles.get(actorAccountId ?? '') ?? [],
        requestedBy: row.requested_by,
        accountId: row.account_id,
        roles: roles.get(row.account_id) ?? [],
      };
      const over = row.expires_at <= now;
      return {
        id: row.id,
        accountId: row.account_id,
        loginName: row.login_name,
        displayName: row.display_name,
        state: row.state === 'pending' && over ? 'lapsed' : row.state,
        reason: row.reason,
        requestedBy: row.requested_by_name,
        requestedAt: row.requested_at,
        expiresAt: row.expires_at,
        confirmer: confirmerOf(decision.roles),
        decidedBy: row.decided_by_name,
        decidedAt: row.decided_at,
        decisionReason: row.decision_reason,
        mayDecide: row.state === 'pending' && !over && objectionToDecision(decision) === undefined,
        partWaits: row.sealed_part !== null && !over && row.requested_by === actorAccountId,
      };
    });
  }

  /** The password that counts from now on; the one-time code goes with the old one, all sessions end. */
  async function replace(
    tx: Db,
    actor: Actor,
    account: AccountRow,
    hash: string,
    data: Readonly<Record<string, string>>,
  ): Promise<void> {
    await storePassword(context, tx, account, hash, true);
    await updateAccount(tx, account.id, { totp_secret: null, totp_pending: null, totp_last_step: null });
    await endAllOf(context, tx, account.id, actorRef(actor), 'password-reset');
    await events.append(tx, accountEvent('access.password.reset', actorRef(actor), account, data));
  }

  async function resetNow(actor: Actor, id: string, reason: string): Promise<string> {
    const password = oneTimePassword();
    const hash = await hasher.hash(password);
    await storage.transaction<AccessTables, void>(async (tx) => {
      const account = await existingAccount(tx, id);
      if (actor.kind === 'person' && (await rolesOf(tx, id)).length > 0) {
        throw accessErrors['account-changed']();
      }
      await replace(tx, actor, account, hash, { reason });
    });
    return password;
  }

  async function request(actor: PersonActor, accountId: string, reason: string): Promise<string> {
    return storage.transaction<AccessTables, string>(async (tx) => {
      const now = context.now();
      const at = now.toISOString();
      const account = await existingAccount(tx, accountId);
      const pending = await pendingResetOf(tx, accountId);
      if (pending && pending.expires_at > at) throw accessErrors['reset-pending']();
      if (pending) await lapseReset(context, tx, pending, 'expired');
      const id = newId(now.getTime());
      await insertReset(tx, {
        id,
        account_id: accountId,
        state: 'pending',
        reason,
        requested_by: actor.accountId,
        requested_by_name: actor.name,
        requested_at: at,
        expires_at: until(now),
        decided_by: null,
        decided_by_name: null,
        decided_at: null,
        decision_reason: null,
        sealed_part: null,
      });
      const data = { resetId: id, reason, confirmer: confirmerOf(await rolesOf(tx, accountId)) };
      await events.append(
        tx,
        accountEvent('access.password.reset-requested', actorRef(actor), account, data),
      );
      return id;
    });
  }

  /** Marks a pending reset as decided by somebody who may. */
  async function decide(
    tx: Db,
    actor: PersonActor,
    id: string,
    state: 'confirmed' | 'refused',
    reason: string,
  ): Promise<{ account: AccountRow; reset: PasswordResetRow }> {
    const reset = await findReset(tx, id);
    if (!reset) throw kernelErrors['not-found']({ what: id });
    const now = context.now();
    if (reset.state !== 'pending' || reset.expires_at <= now.toISOString()) {
      throw accessErrors['reset-over']();
    }
    const objection = objectionToDecision({
      actorAccountId: actor.accountId,
      actorRoles: await rolesOf(tx, actor.accountId),
      requestedBy: reset.requested_by,
      accountId: reset.account_id,
      roles: await rolesOf(tx, reset.account_id),
    });
    if (objection) throw objection;
    await changeReset(tx, id, {
      state,
      decided_by: actor.accountId,
      decided_by_name: actor.name,
      decided_at: now.toISOString(),
      decision_reason: reason,
      expires_at: until(now),
    });
    return { reset, account: await existingAccount(tx, reset.account_id) };
  }

  return {
    /**
     * For an account without roles, or from the machine itself, a password for one sign-in; for one with
     * roles a request that another administrator has to confirm.
     * @throws access.password-sign-in-off, access.reset-pending
     */
    async reset(actor: Actor, id: string, reason: string): Promise<ResetAnswer> {
      authorise(actor, 'access.accounts.reset-password');
      if (!config.passwordSignIn) throw accessErrors['password-sign-in-off']();
      await existingAccount(db, id);
      if (actor.kind === 'system' || (await rolesOf(db, id)).length === 0) {
        return { oneTimePassword: await resetNow(actor, id, reason), reset: null };
      }
      return { oneTimePassword: null, reset: await one(actor, await request(actor, id, reason)) };
    },

    async list(actor: Actor, filter: ResetFilter): Promise<Page<PasswordReset>> {
      authorise(actor, 'access.password-resets.read');
      const { rows, total } = await listResets(db, filter, context.now().toISOString());
      return { items: await present(actor, rows), total, page: filter.page, pageSize: filter.pageSize };
    },

    /**
     * Makes the one-time password. @returns its second part; the requester fetches the first
     * @throws access.reset-over, access.reset-own-decision, access.reset-other-confirmer
     */
    async confirm(actor: PersonActor, id: string, reason: string): Promise<string> {
      authorise(actor, 'access.password-resets.decide');
      const [first, second] = [oneTimePart(), oneTimePart()];
      const hash = await hasher.hash(first + second);
      await storage.transaction<AccessTables, void>(async (tx) => {
        const { account, reset } = await decide(tx, actor, id, 'confirmed', reason);
        await replace(tx, actor, account, hash, {
          resetId: id,
          reason,
          requestedBy: reset.requested_by,
          requestReason: reset.reason,
        });
        await changeReset(tx, id, { sealed_part: sealer.seal(Buffer.from(first), partContext(id)) });
      });
      return second;
    },

    /** @throws access.reset-over, access.reset-own-decision, access.reset-other-confirmer */
    async refuse(actor: PersonActor, id: string, reason: string): Promise<PasswordReset> {
      authorise(actor, 'access.password-resets.decide');
      await storage.transaction<AccessTables, void>(async (tx) => {
        const { account } = await decide(tx, actor, id, 'refused', reason);
        const data = { resetId: id, reason };
        await events.append(
          tx,
          accountEvent('access.password.reset-refused', actorRef(actor), account, data),
        );
      });
      return one(actor, id);
    },

    /**
     * The first part of a confirmed one-time password, once, for whoever asked for the reset.
     * @throws access.reset-requester-only, access.reset-part-gone
     */
    async fetchPart(actor: PersonActor, id: string): Promise<string> {
      authorise(actor, 'access.accounts.reset-password');
      return storage.transaction<AccessTables, string>(async (tx) => {
        const reset = await findReset(tx, id);
        if (!reset) throw kernelErrors['not-found']({ what: id });
        if (reset.requested_by !== actor.accountId) throw accessErrors['reset-requester-only']();
        if (reset.sealed_part === null || reset.expires_at <= context.now().toISOString()) {
          throw accessErrors['reset-part-gone']();
        }
        const part = sealer.open(reset.sealed_part, partContext(id)).toString();
        await changeReset(tx, id, { sealed_part: null });
        const account = await existingAccount(tx, reset.account_id);
        await events.append(
          tx,
          accountEvent('access.password.part-fetched', actorRef(actor), account, { resetId: id }),
        );
        return part;
      });
    },

    /** Ends what nobody confirmed in time and forgets parts that nobody fetched. */
    async tidy(): Promise<void> {
      await storage.transaction<AccessTables, void>(async (tx) => {
        const now = context.now().toISOString();
        for (const reset of await overdueResets(tx, now)) {
          await lapseReset(context, tx, reset, 'expired');
        }
        await forgetOverdueParts(tx, now);
      });
    },
  };
}
