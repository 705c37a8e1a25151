import { countAttempt, type LockoutRules, lockAfterFailure, lockDetails } from '../core/lockout.ts';
import { matchTotp } from '../core/totp.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import { findAccount, findByLoginName } from '../store/accounts.ts';
import { clearFailures, failuresOf, saveFailures } from '../store/failures.ts';
import type { AccessTables, AccountRow } from '../store/tables.ts';
import { type Context, type Origin, visitor } from './context.ts';
import { type Started, startSession } from './start-session.ts';

export type PasswordSignIn = {
  readonly loginName: string;
  readonly password: string;
  readonly code?: string;
  readonly origin: Origin;
};

type Refusal = 'password' | 'code' | 'code-missing' | 'disabled';

/**
 * Signs in by password and, where the account has one, a one-time code. Names that nobody has take the
 * same time, the same answers and the same locks.
 * @throws access.method-off, access.locked, access.sign-in-refused, access.totp-required
 */
export async function signInWithPassword(context: Context, input: PasswordSignIn): Promise<Started> {
  const { config, storage, hasher } = context;
  if (!config.passwordSignIn) throw accessErrors['method-off']();
  const loginName = input.loginName.toLowerCase();
  const count = await reserveAttempt(context, loginName, input.origin);

  const account = await findByLoginName(context.db, loginName);
  const matches = await hasher.verify(input.password, account?.password_hash ?? null);
  const rehashed =
    matches && hasher.isOutdated(account!.password_hash!) ? await hasher.hash(input.password) : undefined;
  if (!account || !matches) return refuse(context, { account, loginName, count, input, why: 'password' });
  if (account.state !== 'active')
    return refuse(context, { account, loginName, count, input, why: 'disabled' });
  const step = acceptCode(context, account, input.code);
  if (typeof step === 'string') return refuse(context, { account, loginName, count, input, why: step });

  const started = await storage.transaction<AccessTables, Started | undefined>(async (tx) => {
    const present = await findAccount(tx, account.id);
    // Changed while the password was being checked: a new password, disabled, the code used elsewhere.
    const same = present?.state === 'active' && present.password_hash === account.password_hash;
    if (!same || (step !== null && (present.totp_last_step ?? -1) >= step)) return undefined;
    await tx
      .updateTable('access_accounts')
      .set({
        totp_last_step: step ?? present.totp_last_step,
        password_hash: rehashed ?? present.password_hash,
      })
      .where('id', '=', account.id)
      .execute();
    await clearFailures(tx, loginName);
    return startSession(context, tx, present, { method: 'password', origin: input.origin });
  });
  return started ?? refuse(context, { account, loginName, count, input, why: 'code' });
}

/** Counts the attempt first: attempts side by side get no more tries than the rules allow. */
async function reserveAttempt(context: Context, loginName: string, origin: Origin): Promise<number> {
  const { storage, events } = context;
  const outcome = await storage.transaction<AccessTables, { count: number; until: string | null }>(
    async (tx) => {
      const now = context.now();
      const { next, allowed } = countAttempt(await failuresOf(tx, loginName), now, rules(context));
      if (allowed) {
        await saveFailures(tx, loginName, next);
        return { count: next.count, until: null };
      }
      const until = next.lockedUntil ?? lockAfterFailure(next.count, now, rules(context));
      await saveFailures(tx, loginName, { ...next, lockedUntil: until });
      const account = await findByLoginName(tx, loginName);
      const subject = { id: account?.id ?? 'unknown', login_name: loginName };
      await events.append(
        tx,
        accountEvent(
          'access.sign-in.failed',
          actorOf(account, loginName, origin),
          subject,
          { reason: 'locked' },
          'denied',
        ),
      );
      return { count: next.count, until };
    },
  );
  if (outcome.until !== null) throw accessErrors.locked(lockDetails(outcome.until, context.now()));
  return outcome.count;
}

/** The step of the code; null when the account has none. */
function acceptCode(
  context: Context,
  account: AccountRow,
  code: string | undefined,
): number | null | Refusal {
  if (account.totp_secret === null) return null;
  if (code === undefined) return 'code-missing';
  const secret = context.sealer.open(account.totp_secret, `access.totp:${account.id}`);
  return matchTotp(secret, code, context.now(), account.totp_last_step) ?? 'code';
}

type Failed = {
  readonly account: AccountRow | undefined;
  readonly loginName: string;
  readonly count: number;
  readonly input: PasswordSignIn;
  readonly why: Refusal;
};

async function refuse(context: Context, { account, loginName, count, input, why }: Failed): Promise<never> {
  const { storage, events } = context;
  if (why === 'code-missing') {
    // The password was right: asking for the code is not a failed attempt.
    await storage.transaction<AccessTables, void>(async (tx) => {
      await tx
        .updateTable('access_sign_in_failures')
        .set((eb) => ({ count: eb('count', '-', 1) }))
        .where('login_name', '=', loginName)
        .where('count', '>', 0)
        .execute();
    });
    throw accessErrors['totp-required']();
  }
  await storage.transaction<AccessTables, void>(async (tx) => {
    const actor = actorOf(account, loginName, input.origin);
    const subject = { id: account?.id ?? 'unknown', login_name: loginName };
    const data = { reason: why, attempt: count };
    await events.append(tx, accountEvent('access.sign-in.failed', actor, subject, data, 'failure'));
    const until = lockAfterFailure(count, context.now(), rules(context));
    if (until === null) return;
    const failures = await failuresOf(tx, loginName);
    if (!failures || failures.lockedUntil !== null) return;
    await saveFailures(tx, loginName, { ...failures, lockedUntil: until });
    await events.append(tx, accountEvent('access.account.locked', actor, subject, { until }, 'denied'));
  });
  throw accessErrors['sign-in-refused']();
}

function actorOf(account: AccountRow | undefined, loginName: string, origin: Origin) {
  const address = origin.address === null ? {} : { address: origin.address };
  return { ...visitor(account, loginName), method: 'password', ...address } as const;
}

const rules = ({ config }: Context): LockoutRules => ({
  attempts: config.lockoutAttempts,
  windowMinutes: config.lockoutWindowMinutes,
  lockMinutes: config.lockoutMinutes,
});
