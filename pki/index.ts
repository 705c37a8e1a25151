import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Events } from '#platform/events/index.ts';
import type { Route } from '#platform/http/index.ts';
import type { Command, Job, Subscription } from '#platform/kernel/domain.ts';
import { loadProfiles } from './adapters/profile-files.ts';
import { certificateCommands } from './cli/certificates.ts';
import { directoryCommands } from './cli/directory.ts';
import { limboCommand } from './cli/limbo.ts';
import { requestCommands } from './cli/requests.ts';
import { revocationCommands } from './cli/revocation.ts';
import { verifyCommand } from './cli/verify.ts';
import type { Profile } from './core/profiles/schema.ts';
import { encodePem } from './core/x509/pem.ts';
import { pkiErrors } from './errors.ts';
import { pkiEvents } from './events.ts';
import { issuingJobs, publishAfterChange, requestJobs } from './jobs.ts';
import { pkiMetrics } from './metrics.ts';
import { pkiMigrations } from './migrations/index.ts';
import { pkiPermissions } from './permissions.ts';
import type { HolderAccounts, PkiDeps, RequestProfile } from './ports.ts';
import { attachOcsp } from './public/ocsp.ts';
import { publicRoutes } from './public/routes.ts';
import { authorityRoutes } from './routes/authorities.ts';
import { certificateRoutes } from './routes/certificates.ts';
import { directoryRoutes } from './routes/directory.ts';
import { requestRoutes } from './routes/requests.ts';
import { revocationRoutes } from './routes/revocation.ts';
import { validationRoutes } from './routes/validation.ts';
import { auditBooks } from './service/certificates/audit.ts';
import { createCatalogue } from './service/certificates/authorities-view.ts';
import { createCertificates } from './service/certificates/list.ts';
import { isActivePerson } from './service/directory/active-person.ts';
import { createDirectory } from './service/directory/index.ts';
import { personNames } from './service/directory/person-names.ts';
import { createEnrolService } from './service/issuance/enrol.ts';
import { keysWithOthers } from './service/issuance/keys-with-others.ts';
import { createIssuing } from './service/issuing.ts';
import type { TokenKeys } from './service/keys.ts';
import { createRequests } from './service/requests/index.ts';
import type { PkiConfig } from './service/settings.ts';
import type { Db } from './store/db.ts';

export { openPkcs11, type Pkcs11Options } from './adapters/pkcs11.ts';
export { pkcs11Errors } from './adapters/pkcs11-errors.ts';
export { pkiErrors } from './errors.ts';
export { pkiMigrations } from './migrations/index.ts';
export { pkiPermissions } from './permissions.ts';
export type { ServerIdentity } from './service/server-identity.ts';
export type { PkiConfig } from './service/settings.ts';

/** Commands that need no data directory. */
export const offlineCommands: readonly Command[] = [verifyCommand, limboCommand];

export type CreatePkiDeps = Omit<PkiDeps, 'events'> & {
  readonly events: Events;
  readonly config: PkiConfig;
  /** Base of the addresses in certificates; asked for from `start` on. */
  readonly publicBaseUrl: () => string;
  readonly holderAccounts: HolderAccounts;
  /** Where authority keys are made and used; absent: sealed in the database. */
  readonly tokens?: TokenKeys;
  /** Profile files; the product's own when absent. */
  readonly profilesFolder?: string;
};

/**
 * The certificates domain. Nothing runs before `start`, which makes the authorities at the first boot.
 * @throws pki.profiles-invalid when a profile file is wrong
 */
export function createPki(deps: CreatePkiDeps) {
  const { storage, events, clock, sealer, config, holderAccounts, publicBaseUrl, tokens } = deps;
  const profiles = readProfiles(deps.profilesFolder ?? join(import.meta.dirname, 'profiles'));
  const settings = { ...config, publicBaseUrl, keyStore: tokens ? 'pkcs11' : 'sealed' } as const;
  const issuing = createIssuing({
    storage,
    events,
    clock,
    sealer,
    profiles,
    settings,
    holderAccounts,
    ...(tokens ? { tokens } : {}),
  });
  const { issuance, collect, actor, issuers, crls, ocsp } = issuing;
  const directory = createDirectory({ storage, events, clock });
  const requests = createRequests({
    storage,
    events,
    clock,
    sealer,
    issuance,
    profiles: requestProfiles(profiles),
    config: { requestExpiryDays: config.requestExpiryDays },
  });
  const certificates = createCertificates({
    storage,
    events,
    clock,
    issuers,
    profiles,
    expiringDays: config.expiryNoticeDays,
    requestCounts: (caller) => requests.counts(caller),
  });
  const catalogue = createCatalogue({ storage, issuers, profiles });
  const enroller = createEnrolService({ storage, directory, issuance, collect, actor });

  const routes: Route[] = [
    ...directoryRoutes(directory),
    ...requestRoutes(requests),
    ...certificateRoutes(certificates, collect),
    ...authorityRoutes(catalogue),
    ...revocationRoutes(issuing.revocation),
    ...validationRoutes(issuing.validation),
  ];
  const jobs: Job[] = [...requestJobs(requests), ...issuingJobs(issuing)];
  const audit = async () => {
    await issuers.load();
    return auditBooks({ storage, clock, issuers });
  };
  const commands: Command[] = [
    ...directoryCommands(directory),
    ...requestCommands(requests),
    ...certificateCommands({
      catalogue: { authorities: async () => issuers.load().then(() => catalogue.authorities()) },
      certificates,
      audit,
    }),
    ...revocationCommands({
      publish: async (caller) => issuers.load().then(() => issuing.revocation.publish(caller)),
    }),
  ];
  const subscriptions: Subscription[] = [publishAfterChange(issuing)];

  return {
    service: { directory, requests, certificates, catalogue, issuing, audit },
    /** Below `/api/pki`. */
    routes,
    /** At the root of the plain listener: CRLs and certificates of authorities. */
    publicRoutes: (): Route[] => publicRoutes({ crls, issuers }),
    /** OCSP on the plain listener's server; after its other handlers are there. */
    attachOcsp: (server: Server): void => attachOcsp(server, { ocsp, clock }),
    jobs,
    commands,
    subscriptions,
    permissions: pkiPermissions,
    events: pkiEvents,
    migrations: pkiMigrations,
    /** Sign-in by certificate. */
    judgeSignIn: issuing.validation.judgeSignIn,
    /** Servers and devices that send records. */
    judgeMachine: issuing.validation.judgeMachine,
    /** Who may have an account. */
    people: {
      isActivePerson: (holderId: string) => isActivePerson(storage, holderId),
      /** What the set-up collected went to the administrator in person. */
      keysWithOthers: (tx: Db, holderId: string, accountId: string | undefined) =>
        keysWithOthers(
          { db: tx, clock: deps.clock },
          holderId,
          accountId === undefined ? [actor.name] : [accountId, actor.name],
        ),
    },
    /** What everybody who relies on these certificates has to trust; there from `start` on. */
    rootCertificate() {
      const { subject, fingerprint, not_after: notAfter, der } = issuers.active('root').row;
      return { subject, fingerprint, notAfter, pem: encodePem('CERTIFICATE', der) };
    },
    /** Names that are hidden from those who may not see persons. */
    personNames: () => personNames(storage),
    /** Administrators of the set-up. */
    enroller,
    /** Certificates of agents that send audit records. */
    agents: issuing.agents,
    /** TLS for the listeners, renewed by a job. */
    serverIdentity: issuing.serverIdentities.identity,
    onServerIdentityRenewed: issuing.serverIdentities.onRenewed,
    metrics: (registry: Registry): void => pkiMetrics(registry, issuing, () => clock.now()),
    start: (): Promise<void> => issuing.start(),
    stop: (): void => issuing.stop(),
  };
}

export type Pki = ReturnType<typeof createPki>;

function readProfiles(folder: string): ReadonlyMap<string, Profile> {
  const { profiles, problems } = loadProfiles(folder);
  const [first] = problems;
  if (first) {
    const { file, line, field, zh, en } = first;
    throw pkiErrors['profiles-invalid']({ file, line, field, reasonZh: zh, reasonEn: en, problems });
  }
  return profiles;
}

function requestProfiles(profiles: ReadonlyMap<string, Profile>) {
  const views = new Map(
    [...profiles.values()].map((profile): [string, RequestProfile] => [
      profile.id,
      {
        id: profile.id,
        title: profile.title,
        holderKind: profile.holder,
        keyAlgorithms: profile.key.algorithms,
        maxDays: profile.lifetime.maxDays,
        delivery: profile.request.delivery,
        steps: profile.request.steps,
        own: profile.request.own,
      },
    ]),
  );
  return { get: (id: string) => views.get(id) };
}
