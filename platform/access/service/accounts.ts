import { type Actor, actorRef, authorise } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Page } from '../../kernel/page.ts';
import { mixedLetter } from '../../kernel/scripts.ts';
import { excerpt } from '../../kernel/text.ts';
import { adminKindsOf } from '../core/roles.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import { oneTimePassword } from '../passwords.ts';
import type { Account } from '../schemas.ts';
import { type AccountFilter, listAccounts, presentAccounts } from '../store/account-list.ts';
import {
  boundCertificates,
  existingAccount,
  findByLoginName,
  otherActiveAdministrators,
  replaceCertificates,
  rolesOf,
  updateAccount,
} from '../store/accounts.ts';
import { clearFailures } from '../store/failures.ts';
import type { AccessTables, AccountRow, Db } from '../store/tables.ts';
import type { Context } from './context.ts';
import { refuseKeysWithOthers } from './keys-with-others.ts';
import { removePassword } from './password-change.ts';
import { endAllOf } from './sessions.ts';

export type NewAccount = {
  readonly loginName: string;
  readonly displayName: string;
  readonly holderId?: string;
  readonly certificateFingerprints?: readonly string[];
  readonly issuePassword?: boolean;
};

export type AccountChange = {
  readonly displayName?: string;
  readonly holderId?: string | null;
  readonly certificateFingerprints?: readonly string[];
  readonly state?: 'active' | 'disabled';
  readonly reason: string;
  readonly version?: number;
};

/** Accounts as the administrators see and change them. */
export function createAccountService(context: Context) {
  const { db, storage, events, hasher } = context;

  async function present(id: string): Promise<Account> {
    const row = await existingAccount(db, id);
    const [account] = await presentAccounts(db, [row], context.now().toISOString());
    return account!;
  }

  async function refuseOthersThanPersons(holderId: string): Promise<void> {
    if (await context.people.isActivePerson(holderId)) return;
    throw accessErrors['holder-not-person']({ field: 'holderId' });
  }

  return {
    async list(actor: Actor, filter: AccountFilter): Promise<Page<Account>> {
      authorise(actor, 'access.accounts.read');
      const now = context.now().toISOString();
      const { rows, total } = await listAccounts(db, filter, now);
      const items = await presentAccounts(db, rows, now);
      return { items, total, page: filter.page, pageSize: filter.pageSize };
    },

    async get(actor: Actor, id: string): Promise<Account> {
      authorise(actor, 'access.accounts.read');
      return present(id);
    },

    /** Without roles: those the security administrator grants. */
    async create(
      actor: Actor,
      input: NewAccount,
    ): Promise<{ account: Account; oneTimePassword: string | null }> {
      authorise(actor, 'access.accounts.create');
      checkDisplayName(input.displayName);
      if (input.holderId !== undefined) {
        await refuseOthersThanPersons(input.holderId);
      }
      if (input.issuePassword && !context.config.passwordSignIn) throw accessErrors['password-sign-in-off']();
      const password = input.issuePassword ? oneTimePassword() : null;
      const hash = password === null ? null : await hasher.hash(password);
      const id = await storage.transaction<AccessTables, string>(async (tx) => {
        if (input.holderId !== undefined) await refuseKeysWithOthers(context, tx, input.holderId, undefined);
        return createAccount(context, tx, actorRef(actor), {
          ...input,
          passwordHash: hash,
          mustChange: true,
        });
      });
      return { account: await present(id), oneTimePassword: password };
    },

    async update(actor: Actor, id: string, change: AccountChange): Promise<Account> {
      authorise(actor, 'access.accounts.update');
      if (change.displayName !== undefined) checkDisplayName(change.displayName);
      const before = await existingAccount(db, id);
      const rebound = typeof change.holderId === 'string' && change.holderId !== before.holder_id;
      if (rebound) await refuseOthersThanPersons(change.holderId!);
      const enabled = change.state === 'active' && before.state === 'disabled';
      const holderId = change.holderId === undefined ? before.holder_id : change.holderId;
      const ref = actorRef(actor);
      await storage.transaction<AccessTables, void>(async (tx) => {
        const account = await existingAccount(tx, id);
        if (holderId !== null && (rebound || enabled)) await refuseKeysWithOthers(context, tx, holderId, id);
        const roles = await rolesOf(tx, id);
        await refuseRebinding(tx, account, roles, change);
        if (change.state === 'disabled' && account.state === 'active') {
          if (ref.id === id) throw accessErrors['own-account']();
          const others = await otherActiveAdministrators(tx, id);
          const last = adminKindsOf(roles).find((kind) => others[kind] === 0);
          if (last) throw accessErrors['last-administrator']({ kind: last });
          await endAllOf(context, tx, id, ref, 'account-disabled');
        }
        if (change.holderId) await refuseTakenHolder(tx, change.holderId, id);
        const changes = {
          ...(change.displayName !== undefined && { display_name: change.displayName }),
          ...(change.holderId !== undefined && { holder_id: change.holderId }),
          ...(change.state !== undefined && { state: change.state }),
        };
        if (!(await updateAccount(tx, id, changes, change.version))) throw accessErrors['account-changed']();
        if (change.holderId !== undefined && change.holderId !== account.holder_id) {
          await removePassword(context, tx, account);
          await endAllOf(context, tx, id, ref, 'holder-changed');
        }
        if (change.certificateFingerprints) await bindCertificates(tx, id, change.certificateFingerprints);
        const { state, reason } = change;
        const turned = state !== undefined && state !== account.state;
        const name = !turned ? 'updated' : state === 'disabled' ? 'disabled' : 'enabled';
        const fields = Object.keys(change).filter((key) => key !== 'reason' && key !== 'version');
        await events.append(tx, accountEvent(`access.account.${name}`, ref, account, { reason, fields }));
      });
      return present(id);
    },

    async unlock(actor: Actor, id: string, reason: string): Promise<Account> {
      authorise(actor, 'access.accounts.unlock');
      await storage.transaction<AccessTables, void>(async (tx) => {
        const account = await existingAccount(tx, id);
        if (!(await clearFailures(tx, account.login_name))) return;
        await events.append(
          tx,
          accountEvent('access.account.unlocked', actorRef(actor), account, { reason }),
        );
      });
      return present(id);
    },

    /** For the command line, where people know login names. */
    async idOf(loginName: string): Promise<string> {
      const account = await findByLoginName(db, loginName);
      if (!account) throw kernelErrors['not-found']({ what: loginName });
      return account.id;
    },
  };
}

/** By this name people know who asks them and who decided: it must not pose as another. */
function checkDisplayName(name: string): void {
  const plain = name.trim() !== '' && excerpt(name, name.length) === name && mixedLetter(name) === undefined;
  if (!plain) throw kernelErrors.invalid({ field: 'displayName', reason: excerpt(name) });
}

/**
 * Whoever could move a role from person to person, or bind a certificate to it, would get round every rule
 * on distinct persons: roles are granted to an account as it is.
 */
async function refuseRebinding(
  tx: Db,
  account: AccountRow,
  roles: readonly string[],
  { holderId, certificateFingerprints }: AccountChange,
): Promise<void> {
  if (roles.every((role) => role === 'staff')) return;
  const bound = await boundCertificates(tx, account.id);
  const moves = holderId !== undefined && holderId !== account.holder_id;
  const adds = certificateFingerprints?.some((fingerprint) => !bound.includes(fingerprint)) ?? false;
  if (moves || adds) throw accessErrors['holder-fixed']();
}

type AccountSeed = Omit<NewAccount, 'issuePassword'> & {
  readonly passwordHash: string | null;
  readonly mustChange: boolean;
};

/** @throws access.login-name-taken, access.holder-taken, access.certificate-taken */
export async function createAccount(
  context: Context,
  tx: Db,
  actor: ReturnType<typeof actorRef>,
  seed: AccountSeed,
): Promise<string> {
  const now = context.now();
  const id = newId(now.getTime());
  const loginName = seed.loginName.toLowerCase();
  if (await findByLoginName(tx, loginName)) throw accessErrors['login-name-taken']({ loginName });
  if (seed.holderId !== undefined) await refuseTakenHolder(tx, seed.holderId, id);
  await tx
    .insertInto('access_accounts')
    .values({
      id,
      login_name: loginName,
      display_name: seed.displayName,
      holder_id: seed.holderId ?? null,
      state: 'active',
      password_hash: seed.passwordHash,
      password_changed_at: seed.passwordHash === null ? null : now.toISOString(),
      must_change_password: seed.passwordHash !== null && seed.mustChange ? 1 : 0,
      totp_secret: null,
      totp_pending: null,
      totp_last_step: null,
      last_sign_in_at: null,
      created_at: now.toISOString(),
      version: 1,
    })
    .execute();
  await bindCertificates(tx, id, seed.certificateFingerprints ?? []);
  const data = { displayName: seed.displayName, holderId: seed.holderId ?? null };
  await context.events.append(
    tx,
    accountEvent('access.account.created', actor, { id, login_name: loginName }, data),
  );
  return id;
}

/** One person has one account, or the three administrators could be one person with three. */
async function refuseTakenHolder(tx: Db, holderId: string, accountId: string): Promise<void> {
  const taken = await tx
    .selectFrom('access_accounts')
    .select('id')
    .where('holder_id', '=', holderId)
    .where('id', '<>', accountId)
    .executeTakeFirst();
  if (taken) throw accessErrors['holder-taken']();
}

async function bindCertificates(tx: Db, accountId: string, fingerprints: readonly string[]): Promise<void> {
  if (fingerprints.length > 0) {
    const taken = await tx
      .selectFrom('access_account_certificates')
      .select('fingerprint')
      .where('fingerprint', 'in', fingerprints)
      .where('account_id', '<>', accountId)
      .executeTakeFirst();
    if (taken) throw accessErrors['certificate-taken']({ fingerprint: taken.fingerprint });
  }
  await replaceCertificates(tx, accountId, fingerprints);
}
