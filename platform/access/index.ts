import type { FastifyRequest } from 'fastify';
import { type Route, readSessionCookie } from '../http/index.ts';
import type { Actor, PersonActor } from '../kernel/actor.ts';
import type { Command, Job, PermissionTable } from '../kernel/domain.ts';
import type { MigrationSet } from '../storage/index.ts';
import { accessCommands } from './cli.ts';
import { accessJobs } from './jobs.ts';
import { accessMigrations } from './migrations/index.ts';
import { accessPermissions } from './permissions.ts';
import type { AccessDeps } from './ports.ts';
import { accountRoutes } from './routes/accounts.ts';
import { certificateRoutes } from './routes/certificate.ts';
import { meRoutes } from './routes/me.ts';
import { passwordResetRoutes } from './routes/password-resets.ts';
import { publicRoutes } from './routes/public.ts';
import { roleRoutes } from './routes/roles.ts';
import type { SetupBody } from './schemas.ts';
import { createAccountService } from './service/accounts.ts';
import { authenticate, isLive } from './service/authenticate.ts';
import { colleaguesWith } from './service/colleagues.ts';
import { createContext, type Origin } from './service/context.ts';
import { disableAccountOf } from './service/holder-left.ts';
import { createMeService } from './service/me.ts';
import { createPasswordResetService } from './service/password-resets.ts';
import { accessPolicy } from './service/policy.ts';
import { createRoleService } from './service/roles.ts';
import { createSessionService } from './service/sessions.ts';
import { createCompleteSetup } from './service/setup.ts';
import { createSetupLinks } from './service/setup-link.ts';
import { signInWithCertificate } from './service/sign-in-certificate.ts';
import { type PasswordSignIn, signInWithPassword } from './service/sign-in-password.ts';
import { hasActiveAccount } from './store/accounts.ts';
import type { Db } from './store/tables.ts';

export { type AccessConfig, accessDefaults } from './config.ts';
export { accessErrors } from './errors.ts';
export { accessEvents } from './events.ts';
export { accessMigrations } from './migrations/index.ts';
export { createPasswordHasher } from './passwords.ts';
export { accessPermissions } from './permissions.ts';
export type { AccessDeps, AdminEnroller, CertificateJudge } from './ports.ts';

/** A page marks the requests that it makes by itself with this header: they do not count as activity. */
const backgroundHeader = 'x-anmin-background';

export type AccessService = ReturnType<typeof createService>;

export type Access = {
  readonly service: AccessService;
  /** Below `/api/access`, on the main listener. */
  readonly routes: readonly Route[];
  /** Without prefix, on the listener that asks for client certificates. */
  readonly signInListenerRoutes: readonly Route[];
  readonly permissions: PermissionTable;
  readonly jobs: readonly Job[];
  readonly commands: readonly Command[];
  readonly migrations: MigrationSet;
  /** Who asks, for the listeners. */
  authenticate(request: FastifyRequest): Promise<PersonActor | undefined>;
};

/** Accounts, roles, sessions and the three administrators. */
export function createAccess(deps: AccessDeps): Access {
  const service = createService(deps);
  return {
    service,
    routes: [
      ...publicRoutes(service),
      ...meRoutes(service),
      ...accountRoutes(service),
      ...passwordResetRoutes(service),
      ...roleRoutes(service),
    ],
    signInListenerRoutes: certificateRoutes(service, deps.consoleUrl),
    permissions: accessPermissions,
    jobs: accessJobs(service),
    commands: accessCommands(service),
    migrations: accessMigrations,
    async authenticate(request) {
      const token = readSessionCookie(request);
      if (token === undefined) return undefined;
      return service.authenticate(token, request.headers[backgroundHeader] === undefined);
    },
  };
}

function createService(deps: AccessDeps) {
  const context = createContext(deps);
  const links = createSetupLinks(context);
  const sessions = createSessionService(context);
  return {
    sessions,
    me: createMeService(context),
    accounts: createAccountService(context),
    resets: createPasswordResetService(context),
    roles: createRoleService(context),
    policy: (actor: Actor) => accessPolicy(context, actor),
    setupState: () => links.state(),
    /** For first boot; undefined when the set-up is done. */
    createSetup: () => links.create(),
    resetSetup: (actor: Actor) => links.reset(actor),
    /** The token is behind `#`: browsers do not send it, so no log has it. */
    setupUrl: (token: string) => `${deps.consoleUrl()}/set-up#token=${token}`,
    completeSetup: createCompleteSetup(context) satisfies (body: SetupBody) => unknown,
    signInWithPassword: (input: PasswordSignIn) => signInWithPassword(context, input),
    signInWithCertificate: (chain: readonly Buffer[], origin: Origin) =>
      signInWithCertificate(context, chain, origin),
    authenticate: (token: string, byPerson: boolean) => authenticate(context, token, byPerson),
    /** Whether a session still lives, without keeping it alive. */
    isLive: (sessionId: string) => isLive(context, sessionId),
    /** For when the certificates domain says that a certificate was revoked or suspended. */
    revokeSessionsByFingerprint: (fingerprint: string) => sessions.revokeByFingerprint(fingerprint),
    /** Whether an active account is that of this person of the directory. */
    canSignIn: (holderId: string, tx: Db = context.db) => hasActiveAccount(tx, holderId),
    /** Active accounts that hold a permission: whom work can be handed to. */
    colleaguesWith: (permission: string) => colleaguesWith(context, permission),
    /** For when the certificates domain says that a person left. */
    disableAccountOf: (holderId: string) => disableAccountOf(context, holderId),
  };
}
