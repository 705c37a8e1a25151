import { createHash, randomBytes } from 'node:crypto';
import type { ActorRef } from '../../kernel/actor.ts';
import type { PermissionSpec } from '../../kernel/domain.ts';
import { isBuiltIn, permissionsByRole } from '../core/roles.ts';
import { createPasswordHasher, type PasswordHasher } from '../passwords.ts';
import type { AccessDeps } from '../ports.ts';
import type { AccountRow, Db } from '../store/tables.ts';

/** Where a request came from. */
export type Origin = { readonly address: string | null; readonly userAgent: string | null };

export type Context = AccessDeps & {
  readonly hasher: PasswordHasher;
  readonly db: Db;
  now(): Date;
  /** Roles → the permissions that they carry together. */
  permissionsOf(db: Db, roles: readonly string[]): Promise<ReadonlySet<string>>;
  readonly builtIn: ReadonlyMap<string, readonly string[]>;
  spec(permission: string): PermissionSpec | undefined;
  /** What sessions are measured by at this moment. */
  horizon(): { readonly now: string; readonly idleSince: string };
};

export function createContext(deps: AccessDeps): Context {
  const builtIn = permissionsByRole(deps.permissions);
  const { config, clock } = deps;
  return {
    ...deps,
    hasher: deps.hasher ?? createPasswordHasher(),
    db: deps.storage.read(),
    builtIn,
    now: () => clock.now(),
    spec: (permission) =>
      Object.hasOwn(deps.permissions, permission) ? deps.permissions[permission] : undefined,
    async permissionsOf(db, roles) {
      const granted = new Set(roles.flatMap((role) => builtIn.get(role) ?? []));
      const custom = roles.filter((role) => !isBuiltIn(role));
      if (custom.length === 0) return granted;
      const rows = await db
        .selectFrom('access_roles')
        .select('permissions')
        .where('name', 'in', custom)
        .execute();
      for (const row of rows) for (const name of JSON.parse(row.permissions) as string[]) granted.add(name);
      return granted;
    },
    horizon() {
      const now = clock.now();
      const idleSince = new Date(now.getTime() - config.sessionIdleMinutes * 60_000);
      return { now: now.toISOString(), idleSince: idleSince.toISOString() };
    },
  };
}

/** 256 bits, base64url. Only its hash is kept. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The actor of an event about somebody who is not signed in (yet). */
export function visitor(
  account: Pick<AccountRow, 'id' | 'display_name'> | undefined,
  loginName: string,
): ActorRef {
  return account
    ? { kind: 'person', id: account.id, name: account.display_name }
    : { kind: 'person', id: 'unknown', name: loginName };
}
