import { randomBytes } from 'node:crypto';
import { actorRef, type PersonActor } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { checkPassword } from '../core/password-rules.ts';
import { needsSecondFactor, standingOf } from '../core/standing.ts';
import { base32, matchTotp, otpauthUri } from '../core/totp.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import type { Me, TotpSecret } from '../schemas.ts';
import { findAccount, rolesOf } from '../store/accounts.ts';
import { pendingResetOf } from '../store/password-resets.ts';
import { findSession } from '../store/sessions.ts';
import type { AccessTables, AccountRow } from '../store/tables.ts';
import type { Context } from './context.ts';
import { createAttempts } from './own-attempts.ts';
import { refuseReuse, storePassword } from './password-change.ts';
import { endAllOf } from './sessions.ts';

/** Named in authenticator apps. */
const totpIssuer = 'Anmin';

export const newTotpSecret = (): Buffer => randomBytes(20);
export const totpContext = (accountId: string): string => `access.totp:${accountId}`;
export const totpForPerson = (secret: Buffer, loginName: string): TotpSecret => ({
  secret: base32(secret),
  uri: otpauthUri(secret, loginName, totpIssuer),
});

/** What a person may do for and with their own account. */
export function createMeService(context: Context) {
  const { db, config, storage, events, hasher, sealer } = context;
  const attempts = createAttempts(context);

  async function own(actor: PersonActor): Promise<AccountRow> {
    const account = await findAccount(db, actor.accountId);
    if (!account) throw kernelErrors.unauthenticated();
    return account;
  }

  async function waitingReset(accountId: string): Promise<Me['passwordReset']> {
    const reset = await pendingResetOf(db, accountId);
    if (!reset || reset.expires_at <= context.now().toISOString()) return null;
    return {
      requestedBy: reset.requested_by_name,
      reason: reset.reason,
      requestedAt: reset.requested_at,
      expiresAt: reset.expires_at,
    };
  }

  return {
    async get(actor: PersonActor): Promise<Me> {
      const account = await own(actor);
      const session = await findSession(db, actor.sessionId);
      if (!session) throw kernelErrors.unauthenticated();
      const roles = await rolesOf(db, account.id);
      const hasTotp = account.totp_secret !== null;
      const facts = {
        method: actor.method,
        roles,
        hasTotp,
        mustChangePassword: account.must_change_password === 1,
        passwordChangedAt: account.password_changed_at,
      };
      return {
        accountId: account.id,
        loginName: account.login_name,
        displayName: account.display_name,
        holderId: account.holder_id,
        roles,
        permissions: [...actor.permissions].sort(),
        method: actor.method,
        certificateFingerprint: session.certificate_fingerprint,
        sessionId: session.id,
        idleTimeoutSeconds: config.sessionIdleMinutes * 60,
        expiresAt: session.expires_at,
        ...standingOf(facts, config, context.now()),
        hasPassword: account.password_hash !== null,
        hasTotp,
        passwordReset: await waitingReset(account.id),
      };
    },

    /**
     * Changes the own password; all other sessions end. The present one is asked for where there is one.
     * @throws access.wrong-password, access.weak-password, access.password-reused, access.locked
     */
    async changePassword(actor: PersonActor, current: string | undefined, next: string): Promise<void> {
      const account = await own(actor);
      // A certificate session may set a first password; any other change needs the present one.
      if (account.password_hash !== null) {
        attempts.take(account.id);
        if (!(await hasher.verify(current ?? '', account.password_hash)))
          throw accessErrors['wrong-password']();
        attempts.forgive(account.id);
      }
      const rules = { minLength: config.passwordMinLength, minKinds: config.passwordMinKinds };
      checkPassword(next, account.login_name, rules);
      await refuseReuse(context, account, next);
      const hash = await hasher.hash(next);
      await storage.transaction<AccessTables, void>(async (tx) => {
        const present = await findAccount(tx, account.id);
        if (present?.password_hash !== account.password_hash) throw accessErrors['account-changed']();
        await storePassword(context, tx, present, hash, false);
        await endAllOf(context, tx, account.id, actorRef(actor), 'password-changed', actor.sessionId);
        await events.append(tx, accountEvent('access.password.changed', actorRef(actor), account));
      });
    },

    /** A new second factor, which counts from its confirmation on. @throws access.no-password */
    async startTotp(actor: PersonActor): Promise<TotpSecret> {
      const account = await own(actor);
      if (account.password_hash === null) throw accessErrors['no-password']();
      const secret = newTotpSecret();
      const box = sealer.seal(secret, totpContext(account.id));
      await storage.transaction<AccessTables, unknown>((tx) =>
        tx.updateTable('access_accounts').set({ totp_pending: box }).where('id', '=', account.id).execute(),
      );
      return totpForPerson(secret, account.login_name);
    },

    /** @throws access.no-totp, access.wrong-code, access.locked */
    async confirmTotp(actor: PersonActor, code: string): Promise<void> {
      const account = await own(actor);
      if (account.totp_pending === null) throw accessErrors['no-totp']();
      attempts.take(account.id);
      const secret = sealer.open(account.totp_pending, totpContext(account.id));
      const step = matchTotp(secret, code, context.now(), null);
      if (step === undefined) throw accessErrors['wrong-code']();
      attempts.forgive(account.id);
      await storage.transaction<AccessTables, void>(async (tx) => {
        const present = await findAccount(tx, account.id);
        if (!present?.totp_pending?.equals(account.totp_pending!)) throw accessErrors['account-changed']();
        await tx
          .updateTable('access_accounts')
          .set({ totp_secret: present.totp_pending, totp_pending: null, totp_last_step: step })
          .where('id', '=', account.id)
          .execute();
        await events.append(tx, accountEvent('access.totp.enabled', actorRef(actor), account));
      });
    },

    /** @throws access.totp-required-by-policy, access.no-totp, access.wrong-code, access.locked */
    async removeTotp(actor: PersonActor, code: string): Promise<void> {
      const account = await own(actor);
      if (account.totp_secret === null) throw accessErrors['no-totp']();
      if (needsSecondFactor(await rolesOf(db, account.id), config)) {
        throw accessErrors['totp-required-by-policy']();
      }
      attempts.take(account.id);
      const secret = sealer.open(account.totp_secret, totpContext(account.id));
      if (matchTotp(secret, code, context.now(), account.totp_last_step) === undefined) {
        throw accessErrors['wrong-code']();
      }
      attempts.forgive(account.id);
      await storage.transaction<AccessTables, void>(async (tx) => {
        await tx
          .updateTable('access_accounts')
          .set({ totp_secret: null, totp_pending: null, totp_last_step: null })
          .where('id', '=', account.id)
          .execute();
        await events.append(tx, accountEvent('access.totp.removed', actorRef(actor), account));
      });
    },
  };
}
