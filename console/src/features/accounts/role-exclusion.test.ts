import { describe, expect, it } from 'vitest';
import type { Role } from './queries.ts';
import { excludedRoles } from './role-exclusion.ts';

const role = (name: string, adminKind: Role['adminKind']): Role => ({
  name,
  adminKind,
  zh: name,
  en: name,
  builtIn: true,
  permissions: [],
  accounts: 0,
});
const roles = [
  role('system-admin', 'system'),
  role('security-admin', 'security'),
  role('audit-admin', 'audit'),
  role('clerk', null),
  role('staff', null),
];

describe('三员', () => {
  it.each([
    [['security-admin'], ['system-admin', 'audit-admin']],
    [
      ['system-admin', 'clerk'],
      ['security-admin', 'audit-admin'],
    ],
    [['audit-admin'], ['system-admin', 'security-admin', 'clerk']],
    [
      ['audit-admin', 'staff'],
      ['system-admin', 'security-admin', 'clerk'],
    ],
    [['clerk'], ['audit-admin']],
    [['staff'], []],
    [[], []],
  ])('of whom holds %j: no %j', (chosen, excluded) => {
    expect([...excludedRoles(roles, chosen)]).toEqual(excluded);
  });

  it('a choice that the rules do not allow can still be taken back', () => {
    expect([...excludedRoles(roles, ['audit-admin', 'clerk'])]).toEqual(['system-admin', 'security-admin']);
  });
});
