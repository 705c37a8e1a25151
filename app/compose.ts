import { join } from 'node:path';
import {
  type Access,
  accessEvents,
  accessMigrations,
  accessPermissions,
  createAccess,
} from '#platform/access/index.ts';
import type { Config } from '#platform/config/index.ts';
import { metricsPermissions } from '#platform/http/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Command, Job, PermissionTable, Subscription } from '#platform/kernel/domain.ts';
import type { Log } from '#platform/log/index.ts';
import { type Audit, auditMigrations, auditPermissions, createAudit } from '../audit/index.ts';
import { createPki, type Pki, pkiMigrations, pkiPermissions } from '../pki/index.ts';
import { certificateSignInUrl, consoleUrl, type Ports, revocationBaseUrl, serverNames } from './addresses.ts';
import { type Foundation, layFoundation } from './foundation.ts';
import { systemPermissions } from './system/permissions.ts';
import { openTokens } from './tokens.ts';

/** The whole product, wired and not yet running. */
export type System = Foundation & {
  readonly access: Access;
  readonly pki: Pki;
  readonly audit: Audit;
  readonly permissions: PermissionTable;
  /** By `<domain> <verb>`. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Where the listeners are; the server writes here what it got when it asked for any port. */
  readonly ports: { current: Ports };
  /** Starts subscribers and jobs. */
  start(): Promise<void>;
  /** Ends what was started, then closes the database. */
  close(): Promise<void>;
};

/** What whoever has this machine may do from the command line: no approval, no issuing, no roles. */
export const commandLinePermissions: readonly string[] = [
  'access.setup.reset',
  'access.accounts.unlock',
  'access.accounts.reset-password',
  'pki.directory.read',
  'pki.directory.import',
  'pki.requests.read',
  'pki.certificates.read',
  'pki.revocation.read',
  'pki.revocation.publish',
  'pki.validate',
  // The files lie on this machine; what is asked for this way is at least recorded.
  'audit.events.export',
  'audit.events.unmask',
  'audit.store.move',
];

/** Events after which a certificate that was taken may be refused. */
const endsTrust: ReadonlySet<string> = new Set([
  'pki.certificate.revoked',
  'pki.certificate.suspended',
  'pki.holder.left',
]);

const reporter = systemActor('audit.report', ['pki.directory.read']);

/**
 * The composition root: the only place that knows every domain. What one domain asks, another answers
 * here; what one emits, another hears by a subscription here.
 */
export async function compose(
  config: Config,
  overrides: { readonly clock: Clock; readonly log?: Log },
): Promise<System> {
  const foundation = await layFoundation(
    config,
    [accessMigrations, pkiMigrations, auditMigrations],
    overrides,
  );
  const { http } = config;
  const ports = {
    current: { main: http.port, clientCertificate: http.clientCertPort, plain: http.plainPort },
  };
  const permissions = {
    ...accessPermissions,
    ...metricsPermissions,
    ...systemPermissions,
    ...pkiPermissions,
    ...auditPermissions,
  };

  const tokens = await openTokens(config);
  const pki = createPki({
    ...foundation,
    config: config.pki,
    holderAccounts: { canSignIn: (holderId, tx) => access.service.canSignIn(holderId, tx) },
    publicBaseUrl: () => revocationBaseUrl(config, ports.current.plain),
    ...(tokens && { tokens }),
  });
  const access = createAccess({
    ...foundation,
    config: config.access,
    permissions,
    judge: { judge: pki.judgeSignIn },
    enroller: pki.enroller,
    people: pki.people,
    consoleUrl: () => consoleUrl(config, ports.current),
    certificateSignInUrl: () => certificateSignInUrl(config, ports.current),
    rootPageUrl: () => `${revocationBaseUrl(config, ports.current.plain)}/`,
  });

  const audit = createAudit({
    ...foundation,
    config: config.audit,
    folder: join(config.dataDir, 'audit'),
    colleagues: () => access.service.colleaguesWith('audit.cases.write'),
    personNames: pki.personNames,
    rootCertificate: () => pki.rootCertificate().pem,
    organisation: async () => {
      const { items } = await pki.service.directory.listOrganisations(reporter, {});
      return items.map(({ name }) => name).join('、');
    },
    titles: { ...accessEvents, ...pki.events },
    serverIdentity: () => {
      const { dnsNames, ipAddresses } = serverNames(config);
      return pki.serverIdentity(dnsNames, ipAddresses);
    },
    onServerIdentityRenewed: pki.onServerIdentityRenewed,
    judgeClient: pki.judgeMachine,
    onClientsRefused: (listener) =>
      foundation.events.listen(({ name }) => {
        if (endsTrust.has(name)) listener();
      }),
    agentCertificates: { issueAgentCertificate: pki.agents.issue, rootPem: pki.agents.rootPem },
  });

  const jobs: readonly Job[] = [...access.jobs, ...pki.jobs, ...audit.jobs];
  const subscriptions: readonly Subscription[] = [
    ...pki.subscriptions,
    ...audit.subscriptions,
    endSessionsOfRevoked(access),
    closeAccountsOfLeavers(access),
    maskNewPersons(audit),
  ];
  return {
    ...foundation,
    access,
    pki,
    audit,
    permissions,
    ports,
    commands: new Map([
      ...access.commands.map((command) => [`access ${command.verb}`, command] as const),
      ...pki.commands.map((command) => [`pki ${command.verb}`, command] as const),
      ...audit.commands.map((command) => [`audit ${command.verb}`, command] as const),
    ]),
    async start() {
      await pki.start();
      await audit.start();
      await foundation.events.start(subscriptions);
      await foundation.scheduler.start(jobs);
    },
    async close() {
      await foundation.scheduler.stop();
      await foundation.events.stop();
      await audit.stop();
      pki.stop();
      tokens?.close();
      await foundation.storage.close();
    },
  };
}

/** A certificate that was revoked or suspended ends the sessions that it opened. */
function endSessionsOfRevoked(access: Access): Subscription {
  return {
    name: 'access.end-sessions-of-revoked-certificates',
    events: ['pki.certificate.revoked', 'pki.certificate.suspended'],
    async handle({ data }) {
      if (typeof data.fingerprint === 'string')
        await access.service.revokeSessionsByFingerprint(data.fingerprint);
    },
  };
}

/** Who leaves can no longer sign in, by certificate or by password. */
function closeAccountsOfLeavers(access: Access): Subscription {
  return {
    name: 'access.close-accounts-of-leavers',
    events: ['pki.holder.left'],
    handle: ({ subject }) => access.service.disableAccountOf(subject.id),
  };
}

/** Who enters the directory, or gets another name there, is masked at once where records are shown. */
function maskNewPersons(audit: Audit): Subscription {
  return {
    name: 'audit.mask-new-persons',
    events: ['pki.holder.created', 'pki.holder.updated'],
    handleBatch: async (events) =>
      audit.maskNames(
        events.flatMap(({ data, subject: { label } }) =>
          data.kind === 'person' && label !== undefined ? [label] : [],
        ),
      ),
  };
}
