import { actorRef, systemActor } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { checkPassword } from '../core/password-rules.ts';
import { type AdminKind, adminRole } from '../core/roles.ts';
import { accessErrors } from '../errors.ts';
import { accountEvent } from '../events.ts';
import {
  adminKinds,
  type SetupAdministrator,
  type SetupBody,
  type SetupResult,
  type TotpSecret,
} from '../schemas.ts';
import { replaceRoles } from '../store/accounts.ts';
import { isSetupDone, madeEnrolments, openSetup } from '../store/setup.ts';
import type { AccessTables, Db } from '../store/tables.ts';
import { createAccount } from './accounts.ts';
import { type Context, hashToken } from './context.ts';
import { newTotpSecret, totpContext, totpForPerson } from './me.ts';

const installer = actorRef(systemActor('setup', []));

type Prepared = {
  readonly kind: AdminKind;
  readonly input: SetupAdministrator;
  readonly holderId: string;
  readonly fingerprint: string;
  readonly pkcs12: Buffer;
  readonly passwordHash: string | null;
};

/**
 * Makes the three administrators. Certificates are made first, one after the other, each noted as made;
 * accounts, roles, bindings, the end of the link and the events then commit as one. So a crash leaves
 * either a link that still works (what was made is withdrawn by the next try) or a set-up that is done.
 */
export function createCompleteSetup(context: Context) {
  let running = false;
  return async (body: SetupBody): Promise<SetupResult> => {
    const setup = await requireOpen(context, context.db, body.token);
    checkPersons(context, body);
    if (running) throw accessErrors['setup-running']();
    running = true;
    try {
      await withdrawLeftovers(context);
      const prepared: Prepared[] = [];
      for (const kind of adminKinds) prepared.push(await enrol(context, kind, body));
      return await commit(context, setup.id, body.token, prepared);
    } finally {
      running = false;
    }
  };
}

async function requireOpen(context: Context, db: Db, token: string): Promise<{ id: string }> {
  if (await isSetupDone(db)) throw accessErrors['setup-done']();
  const setup = await openSetup(db, hashToken(token), context.now().toISOString());
  if (!setup) throw accessErrors['setup-token']();
  return setup;
}

/** GB/T 22239-2019 8.1.5: three administrators, three persons. */
function checkPersons(context: Context, body: SetupBody): void {
  const { passwordMinLength: minLength, passwordMinKinds: minKinds } = context.config;
  for (const field of ['name', 'staffNumber', 'loginName'] as const) {
    const values = adminKinds.map((kind) =>
      body[kind][field].normalize('NFKC').replace(/\s/g, '').toLowerCase(),
    );
    if (new Set(values).size < values.length) throw accessErrors['setup-same-person']({ field });
  }
  for (const kind of adminKinds) {
    const { password, totp, loginName } = body[kind];
    if (password !== undefined) checkPassword(password, loginName, { minLength, minKinds });
    else if (totp) throw kernelErrors.invalid({ field: `${kind}.totp`, reason: 'password' });
  }
}

/** Certificates of a try that did not come to its end: their keys went to nobody. */
async function withdrawLeftovers(context: Context): Promise<void> {
  for (const fingerprint of await madeEnrolments(context.db)) {
    await context.enroller.withdraw(fingerprint);
    await context.storage.transaction<AccessTables, unknown>((tx) =>
      tx
        .updateTable('access_setup_enrolments')
        .set({ state: 'withdrawn' })
        .where('fingerprint', '=', fingerprint)
        .execute(),
    );
  }
}

async function enrol(context: Context, kind: AdminKind, body: SetupBody): Promise<Prepared> {
  const input = body[kind];
  const { name, staffNumber, email, pkcs12Password, password } = input;
  const reference = `setup-${kind}-${newId()}`;
  const note = (work: (tx: Db) => Promise<unknown>) =>
    context.storage.transaction<AccessTables, unknown>(work);
  // Before it is made: a crash right after must not leave a certificate that nobody withdraws.
  await note((tx) =>
    tx
      .insertInto('access_setup_enrolments')
      .values({ fingerprint: reference, kind, state: 'made' })
      .execute(),
  );
  const enrolled = await context.enroller.enrol({
    reference,
    name,
    staffNumber,
    organisation: body.organisation,
    ...(email !== undefined && { email }),
    pkcs12Password,
  });
  await note((tx) =>
    tx
      .updateTable('access_setup_enrolments')
      .set({ fingerprint: enrolled.fingerprint })
      .where('fingerprint', '=', reference)
      .execute(),
  );
  const passwordHash = password === undefined ? null : await context.hasher.hash(password);
  return { kind, input, ...enrolled, passwordHash };
}

async function commit(
  context: Context,
  setupId: string,
  token: string,
  prepared: readonly Prepared[],
): Promise<SetupResult> {
  const { storage, events, sealer } = context;
  return storage.transaction<AccessTables, SetupResult>(async (tx) => {
    await requireOpen(context, tx, token);
    const administrators: SetupResult['administrators'] = [];
    for (const { kind, input, holderId, fingerprint, pkcs12, passwordHash } of prepared) {
      const accountId = await createAccount(context, tx, installer, {
        loginName: input.loginName,
        displayName: input.name,
        holderId,
        certificateFingerprints: [fingerprint],
        passwordHash,
        mustChange: false,
      });
      const loginName = input.loginName.toLowerCase();
      let totp: TotpSecret | null = null;
      if (input.totp) {
        const secret = newTotpSecret();
        const box = sealer.seal(secret, totpContext(accountId));
        await tx
          .updateTable('access_accounts')
          .set({ totp_secret: box })
          .where('id', '=', accountId)
          .execute();
        totp = totpForPerson(secret, loginName);
      }
      const roles = [adminRole(kind)];
      await replaceRoles(tx, accountId, roles);
      const account = { id: accountId, login_name: loginName };
      const data = { before: [], after: roles, reason: 'setup' };
      await events.append(tx, accountEvent('access.roles.changed', installer, account, data));
      await tx
        .updateTable('access_setup_enrolments')
        .set({ state: 'used' })
        .where('fingerprint', '=', fingerprint)
        .execute();
      administrators.push({
        kind,
        accountId,
        loginName,
        displayName: input.name,
        fingerprint,
        fileName: `${loginName}.p12`,
        pkcs12: pkcs12.toString('base64'),
        totp,
      });
    }
    await tx.updateTable('access_setups').set({ state: 'done' }).where('id', '=', setupId).execute();
    await events.append(tx, {
      name: 'access.setup.completed',
      actor: installer,
      subject: { kind: 'setup', id: setupId },
      outcome: 'success',
    });
    return { administrators };
  });
}
