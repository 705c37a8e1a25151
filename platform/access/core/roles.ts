import type { PermissionTable } from '../../kernel/domain.ts';

/** One of the three administrators 三员 of graded protection (GB/T 22239-2019 8.1.5.1–8.1.5.3). */
export type AdminKind = 'system' | 'security' | 'audit';

export type BuiltInRole = {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly adminKind: AdminKind | null;
};

const row = (name: string, zh: string, en: string, adminKind: AdminKind | null = null): BuiltInRole => ({
  name,
  zh,
  en,
  adminKind,
});

/** The roles that every installation has. Which permissions they carry, the domains' tables say. */
export const builtInRoles: readonly BuiltInRole[] = [
  row('system-admin', '系统管理员', 'System administrator', 'system'),
  row('security-admin', '安全管理员', 'Security administrator', 'security'),
  row('audit-admin', '审计管理员', 'Audit administrator', 'audit'),
  row('cert-entry', '证书录入员', 'Certificate entry clerk'),
  row('cert-reviewer', '证书审核员', 'Certificate reviewer'),
  row('cert-approver', '证书签发审批员', 'Certificate issue approver'),
  row('audit-officer', '审计员', 'Audit officer'),
  row('staff', '普通用户', 'Staff'),
];

const kinds = new Map(builtInRoles.map(({ name, adminKind }) => [name, adminKind]));

export const isBuiltIn = (role: string): boolean => kinds.has(role);

/** Which administrator a role makes; null for other roles, custom ones among them. */
export const adminKindOf = (role: string): AdminKind | null => kinds.get(role) ?? null;

export const adminRole = (kind: AdminKind): string => `${kind}-admin`;

/** The administrators among these roles. More than one is what must never be. */
export function adminKindsOf(roles: readonly string[]): AdminKind[] {
  return [...new Set(roles.map(adminKindOf).filter((kind) => kind !== null))];
}

/** Carried by administrators only; a custom role must not hand it to anybody else. */
export function isReserved(carriers: readonly string[]): boolean {
  return carriers.every((role) => adminKindOf(role) !== null);
}

/** The one administrator whose permission this is; null when others carry it too. */
export function ownerOf(carriers: readonly string[]): AdminKind | null {
  const owners = adminKindsOf(carriers);
  return isReserved(carriers) && owners.length === 1 ? owners[0]! : null;
}

/** Role → permissions, turned round from the domains' tables. */
export function permissionsByRole(table: PermissionTable): ReadonlyMap<string, readonly string[]> {
  const byRole = new Map<string, string[]>(builtInRoles.map(({ name }) => [name, []]));
  for (const [permission, { roles }] of Object.entries(table)) {
    for (const role of roles) {
      const carried = byRole.get(role);
      if (!carried) throw new Error(`${permission}: there is no role ${role}`);
      carried.push(permission);
    }
  }
  return byRole;
}
