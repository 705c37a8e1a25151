import type { Context } from './context.ts';

export type Colleague = { readonly id: string; readonly name: string };

/** More than a bureau has in one role. */
const most = 200;

/** Active accounts whose roles carry a permission, by name: whom work can be handed to. */
export async function colleaguesWith(context: Context, permission: string): Promise<readonly Colleague[]> {
  const { db } = context;
  const held = await db.selectFrom('access_account_roles').select('role').distinct().execute();
  const carrying: string[] = [];
  for (const { role } of held)
    if ((await context.permissionsOf(db, [role])).has(permission)) carrying.push(role);
  if (carrying.length === 0) return [];
  const rows = await db
    .selectFrom('access_accounts')
    .innerJoin('access_account_roles', 'access_account_roles.account_id', 'access_accounts.id')
    .select(['access_accounts.id as id', 'access_accounts.display_name as name'])
    .distinct()
    .where('access_accounts.state', '=', 'active')
    .where('access_account_roles.role', 'in', carrying)
    .orderBy('access_accounts.display_name')
    .limit(most)
    .execute();
  return rows;
}
