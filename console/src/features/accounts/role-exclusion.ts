import type { Role } from './queries.ts';

/**
 * Roles that can no longer be added to a choice: one person holds at most one of the three administrators,
 * and the audit administrator nothing besides but `staff`. The server decides by the same rules.
 */
export function excludedRoles(roles: readonly Role[], chosen: readonly string[]): ReadonlySet<string> {
  const others = roles.filter(({ name }) => !chosen.includes(name));
  const held = roles.filter(({ name }) => chosen.includes(name));
  return new Set(others.filter((role) => held.some((each) => exclude(each, role))).map(({ name }) => name));
}

function exclude(a: Role, b: Role): boolean {
  if (a.adminKind !== null && b.adminKind !== null) return a.adminKind !== b.adminKind;
  const audits = a.adminKind === 'audit' || b.adminKind === 'audit';
  return audits && a.name !== 'staff' && b.name !== 'staff';
}
