import { type Actor, actorRef, authorise, systemActor } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import { accessErrors } from '../errors.ts';
import type { SetupState } from '../schemas.ts';
import { isSetupDone, linkExpiry } from '../store/setup.ts';
import type { AccessTables, Db } from '../store/tables.ts';
import { type Context, hashToken, newToken } from './context.ts';

export type SetupLink = { readonly token: string; readonly expiresAt: string };

export function createSetupLinks(context: Context) {
  const { db, config, storage, events } = context;

  async function open(tx: Db, actor: ReturnType<typeof actorRef>): Promise<SetupLink> {
    const now = context.now();
    const token = newToken();
    const id = newId(now.getTime());
    const expiresAt = new Date(now.getTime() + config.setupLinkHours * 3_600_000).toISOString();
    await tx.updateTable('access_setups').set({ state: 'replaced' }).where('state', '=', 'open').execute();
    await tx
      .insertInto('access_setups')
      .values({ id, token_hash: hashToken(token), expires_at: expiresAt, state: 'open' })
      .execute();
    const subject = { kind: 'setup', id };
    await events.append(tx, {
      name: 'access.setup.link-made',
      actor,
      subject,
      outcome: 'success',
      data: { expiresAt },
    });
    return { token, expiresAt };
  }

  return {
    async state(): Promise<SetupState> {
      const done = await isSetupDone(db);
      return {
        state: done ? 'done' : 'open',
        linkExpiresAt: done ? null : await linkExpiry(db, context.now().toISOString()),
        passwordSignIn: config.passwordSignIn,
        certificateSignIn: config.certificateSignIn,
        certificateSignInUrl: config.certificateSignIn ? context.certificateSignInUrl() : null,
        rootPageUrl: context.rootPageUrl?.() ?? null,
        passwordRules: { minLength: config.passwordMinLength, minKinds: config.passwordMinKinds },
      };
    },

    /**
     * A link for the set-up; an earlier one ends. Its token is only known here and now.
     * @returns undefined when the set-up is done
     */
    create(): Promise<SetupLink | undefined> {
      return storage.transaction<AccessTables, SetupLink | undefined>(async (tx) =>
        (await isSetupDone(tx)) ? undefined : open(tx, actorRef(systemActor('setup', []))),
      );
    },

    /**
     * A new link, also when the set-up was done but its files never arrived: as long as no administrator
     * has ever signed in, the accounts that it made are removed and their certificates withdrawn.
     * @throws access.setup-done
     */
    async reset(actor: Actor): Promise<SetupLink> {
      authorise(actor, 'access.setup.reset');
      const ref = actorRef(actor);
      return storage.transaction<AccessTables, SetupLink>(async (tx) => {
        if (await isSetupDone(tx)) {
          const used = await tx
            .selectFrom('access_accounts')
            .select('id')
            .where('last_sign_in_at', 'is not', null)
            .executeTakeFirst();
          if (used) throw accessErrors['setup-done']();
          await tx.deleteFrom('access_account_roles').execute();
          await tx.deleteFrom('access_account_certificates').execute();
          await tx.deleteFrom('access_password_history').execute();
          await tx.deleteFrom('access_accounts').execute();
          await tx
            .updateTable('access_setup_enrolments')
            .set({ state: 'made' })
            .where('state', '=', 'used')
            .execute();
          await tx
            .updateTable('access_setups')
            .set({ state: 'replaced' })
            .where('state', '=', 'done')
            .execute();
          const subject = { kind: 'setup', id: 'installation' };
          await events.append(tx, { name: 'access.setup.reset', actor: ref, subject, outcome: 'success' });
        }
        return open(tx, ref);
      });
    },
  };
}
