import { type Actor, actorRef, authorise } from '../../kernel/actor.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { objectionTo } from '../core/role-change.ts';
import { builtInRoles, isBuiltIn, isReserved, ownerOf } from '../core/roles.ts';
import { accessErrors } from '../errors.ts';
import { type AccessEvent, accountEvent } from '../events.ts';
import type { Role } from '../schemas.ts';
import {
  existingAccount,
  otherActiveAdministrators,
  replaceRoles,
  rolesOf,
  updateAccount,
} from '../store/accounts.ts';
import type { AccessTables, Db } from '../store/tables.ts';
import type { Context } from './context.ts';
import { refuseKeysWithOthers } from './keys-with-others.ts';

export type RoleInput = {
  readonly zh: string;
  readonly en: string;
  readonly permissions: readonly string[];
  readonly reason: string;
};

/** Roles and who holds them: the security administrator's work. */
export function createRoleService(context: Context) {
  const { db, storage, events } = context;

  async function list(actor: Actor): Promise<Role[]> {
    authorise(actor, 'access.roles.read');
    const counts = await db
      .selectFrom('access_account_roles')
      .select(['role', (eb) => eb.fn.countAll().as('accounts')])
      .groupBy('role')
      .execute();
    const accounts = (name: string): number =>
      Number(counts.find(({ role }) => role === name)?.accounts ?? 0);
    const custom = await db.selectFrom('access_roles').selectAll().orderBy('name').execute();
    return [
      ...builtInRoles.map((role) => ({
        ...role,
        builtIn: true,
        permissions: [...(context.builtIn.get(role.name) ?? [])].sort(),
        accounts: accounts(role.name),
      })),
      ...custom.map((row) => ({
        name: row.name,
        zh: row.zh,
        en: row.en,
        builtIn: false,
        adminKind: null,
        permissions: JSON.parse(row.permissions) as string[],
        accounts: accounts(row.name),
      })),
    ];
  }

  async function one(actor: Actor, name: string): Promise<Role> {
    const role = (await list(actor)).find((each) => each.name === name);
    if (!role) throw kernelErrors['not-found']({ what: name });
    return role;
  }

  /** A custom role stays on this side of the border of the three administrators. */
  function checkPermissions(permissions: readonly string[]): string {
    for (const permission of permissions) {
      const spec = context.spec(permission);
      if (!spec) throw accessErrors['unknown-permission']({ permission });
      if (isReserved(spec.roles)) throw accessErrors['reserved-permission']({ permission });
    }
    return JSON.stringify([...new Set(permissions)].sort());
  }

  const roleEvent = (name: AccessEvent, actor: Actor, role: string, data: NewEvent['data']): NewEvent => ({
    name,
    actor: actorRef(actor),
    subject: { kind: 'role', id: role },
    outcome: 'success',
    data: data ?? {},
  });

  return {
    list,

    permissions(actor: Actor) {
      authorise(actor, 'access.roles.read');
      return Object.entries(context.permissions)
        .map(([name, { zh, en, roles }]) => {
          return { name, zh, en, roles: [...roles], adminKind: ownerOf(roles), reserved: isReserved(roles) };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    /**
     * Sets all roles of an account.
     * @throws access.own-roles, unknown-role, exclusive-roles, auditor-apart, last-administrator, keys-with-others
     */
    async assign(actor: Actor, accountId: string, roles: readonly string[], reason: string): Promise<void> {
      authorise(actor, 'access.roles.grant');
      await storage.transaction<AccessTables, void>(async (tx) => {
        const account = await existingAccount(tx, accountId);
        const before = await rolesOf(tx, accountId);
        if (account.holder_id !== null && roles.some((role) => !before.includes(role))) {
          await refuseKeysWithOthers(context, tx, account.holder_id, accountId);
        }
        const after = [...new Set(roles)].sort();
        const objection = objectionTo({
          actorAccountId: actor.kind === 'person' ? actor.accountId : undefined,
          accountId,
          before,
          after,
          known: await knownRoles(tx),
          otherActive: await otherActiveAdministrators(tx, accountId),
        });
        if (objection) throw objection;
        await replaceRoles(tx, accountId, after);
        // Until now the system administrator alone could choose the password, and keep it.
        const first = before.length === 0 && after.length > 0 && account.password_hash !== null;
        await updateAccount(tx, accountId, first ? { must_change_password: 1 } : {});
        const data = { before, after, reason };
        await events.append(tx, accountEvent('access.roles.changed', actorRef(actor), account, data));
      });
    },

    async create(actor: Actor, name: string, input: RoleInput): Promise<Role> {
      authorise(actor, 'access.roles.manage');
      const permissions = checkPermissions(input.permissions);
      await storage.transaction<AccessTables, void>(async (tx) => {
        if ((await knownRoles(tx)).has(name)) throw accessErrors['role-exists']({ role: name });
        const { zh, en, reason } = input;
        await tx.insertInto('access_roles').values({ name, zh, en, permissions }).execute();
        await events.append(
          tx,
          roleEvent('access.role.created', actor, name, { permissions: JSON.parse(permissions), reason }),
        );
      });
      return one(actor, name);
    },

    async update(actor: Actor, name: string, input: RoleInput): Promise<Role> {
      authorise(actor, 'access.roles.manage');
      if (isBuiltIn(name)) throw accessErrors['built-in-role']();
      const permissions = checkPermissions(input.permissions);
      await storage.transaction<AccessTables, void>(async (tx) => {
        // Nobody widens their own rights through a role that they hold.
        if (actor.kind === 'person' && (await rolesOf(tx, actor.accountId)).includes(name)) {
          throw accessErrors['own-roles']();
        }
        const { zh, en, reason } = input;
        const before = await tx
          .selectFrom('access_roles')
          .selectAll()
          .where('name', '=', name)
          .executeTakeFirst();
        if (!before) throw kernelErrors['not-found']({ what: name });
        await tx.updateTable('access_roles').set({ zh, en, permissions }).where('name', '=', name).execute();
        const data = { before: JSON.parse(before.permissions), after: JSON.parse(permissions), reason };
        await events.append(tx, roleEvent('access.role.updated', actor, name, data));
      });
      return one(actor, name);
    },

    async remove(actor: Actor, name: string, reason: string): Promise<void> {
      authorise(actor, 'access.roles.manage');
      if (isBuiltIn(name)) throw accessErrors['built-in-role']();
      await storage.transaction<AccessTables, void>(async (tx) => {
        const holders = await tx
          .selectFrom('access_account_roles')
          .select('account_id')
          .where('role', '=', name)
          .execute();
        if (holders.length > 0) throw accessErrors['role-in-use']({ accounts: holders.length });
        const { numDeletedRows } = await tx
          .deleteFrom('access_roles')
          .where('name', '=', name)
          .executeTakeFirst();
        if (numDeletedRows === 0n) throw kernelErrors['not-found']({ what: name });
        await events.append(tx, roleEvent('access.role.deleted', actor, name, { reason }));
      });
    },
  };
}

async function knownRoles(db: Db): Promise<Set<string>> {
  const custom = await db.selectFrom('access_roles').select('name').execute();
  return new Set([...builtInRoles.map(({ name }) => name), ...custom.map(({ name }) => name)]);
}
