import type { Role } from './queries.ts';

/** Roles that can no longer be added to a choice: one person holds at most one of the three administrators. */
export function excludedRoles(roles: readonly Role[], chosen: readonly string[]): ReadonlySet<string> {
  const held = roles.find((role) => role.adminKind !== null && chosen.includes(role.name))?.adminKind;
  if (held === undefined || held === null) return new Set();
  return new Set(
    roles.filter(({ adminKind }) => adminKind !== null && adminKind !== held).map(({ name }) => name),
  );
}
