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
];

describe('三员', () => {
  it('exclude each other and nothing else', () => {
    expect([...excludedRoles(roles, ['security-admin'])]).toEqual(['system-admin', 'audit-admin']);
    expect([...excludedRoles(roles, ['clerk'])]).toEqual([]);
  });
});
