import { AppError } from '../../kernel/errors.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import { findByCertificate } from '../store/accounts.ts';
import type { AccessTables } from '../store/tables.ts';
import { type Context, type Origin, visitor } from './context.ts';
import { type Started, startSession } from './start-session.ts';

/**
 * Signs in by the certificate of the TLS handshake.
 * @param derChain as the client sent it, its own certificate first; the client has proven that it holds the key
 * @throws access.method-off, certificate-missing, certificate-refused, certificate-unknown
 */
export async function signInWithCertificate(
  context: Context,
  derChain: readonly Buffer[],
  origin: Origin,
): Promise<Started> {
  const { config, storage, events, judge } = context;
  if (!config.certificateSignIn) throw accessErrors['method-off']();
  if (derChain.length === 0) throw accessErrors['certificate-missing']();
  const verdict = await judge.judge(derChain);
  if (!verdict.ok) {
    await storage.transaction<AccessTables, void>((tx) =>
      events.append(tx, failed(undefined, verdict.reason.en, origin)),
    );
    const { code, spec } = accessErrors['certificate-refused'];
    const texts = {
      zh: spec.zh.replace('{reason}', verdict.reason.zh),
      en: spec.en.replace('{reason}', verdict.reason.en),
    };
    throw new AppError(code, { status: spec.status, ...texts }, { reason: verdict.reason.en });
  }
  const { fingerprint, holderId } = verdict;
  const started = await storage.transaction<AccessTables, Started | undefined>(async (tx) => {
    const account = await findByCertificate(tx, fingerprint, holderId);
    // Whoever binds certificates must not choose by it who acts as whom.
    const foreign = account && holderId !== undefined && account.holder_id !== holderId;
    if (account?.state !== 'active' || foreign) {
      const reason = !account ? 'no-account' : foreign ? 'of-another-person' : 'disabled';
      await events.append(tx, failed(account, reason, origin, fingerprint));
      return undefined;
    }
    return startSession(context, tx, account, {
      method: 'certificate',
      origin,
      fingerprint,
      chain: derChain,
    });
  });
  if (!started) throw accessErrors['certificate-unknown']();
  return started;
}

function failed(
  account: Awaited<ReturnType<typeof findByCertificate>>,
  reason: string,
  origin: Origin,
  fingerprint?: string,
) {
  const actor = {
    ...visitor(account, 'certificate'),
    method: 'certificate',
    ...(fingerprint !== undefined && { certificateFingerprint: fingerprint }),
    ...(origin.address !== null && { address: origin.address }),
  } as const;
  const subject = { id: account?.id ?? 'unknown', login_name: account?.login_name ?? '-' };
  return accountEvent('access.sign-in.failed', actor, subject, { reason }, 'failure');
}
