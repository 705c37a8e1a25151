import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectionTo, type RoleChange } from './role-change.ts';
import { type AdminKind, adminKindsOf, builtInRoles, isReserved, ownerOf } from './roles.ts';

const names = builtInRoles.map(({ name }) => name);
const change = (parts: Partial<RoleChange>): RoleChange => ({
  actorAccountId: 'actor',
  accountId: 'other',
  before: [],
  after: [],
  known: new Set([...names, 'help-desk']),
  otherActive: { system: 1, security: 1, audit: 1 },
  ...parts,
});

describe('objections', () => {
  const cases: [string, Partial<RoleChange>, string | undefined][] = [
    ['ok/business roles', { after: ['cert-entry', 'staff'] }, undefined],
    ['ok/one administrator', { after: ['audit-admin', 'staff'] }, undefined],
    ['ok/the command line has no account', { actorAccountId: undefined, after: ['staff'] }, undefined],
    ['fail/two administrators', { after: ['audit-admin', 'security-admin'] }, 'access.exclusive-roles'],
    ['ok/a small office', { after: ['cert-approver', 'security-admin'] }, undefined],
    ['fail/an auditor who approves', { after: ['audit-admin', 'cert-approver'] }, 'access.auditor-apart'],
    ['fail/an auditor with a custom role', { after: ['help-desk', 'audit-admin'] }, 'access.auditor-apart'],
    ['fail/own roles', { accountId: 'actor', after: ['staff'] }, 'access.own-roles'],
    ['fail/own roles without a change', { accountId: 'actor' }, 'access.own-roles'],
    ['fail/a role that is not there', { after: ['root'] }, 'access.unknown-role'],
    [
      'fail/the last administrator',
      { before: ['audit-admin'], after: ['staff'], otherActive: { system: 1, security: 1, audit: 0 } },
      'access.last-administrator',
    ],
    [
      'ok/the last administrator keeps the role',
      {
        before: ['audit-admin'],
        after: ['audit-admin', 'staff'],
        otherActive: { system: 1, security: 1, audit: 0 },
      },
      undefined,
    ],
  ];
  it.each(cases)('%s', (_name, parts, code) => {
    expect(objectionTo(change(parts))?.code).toBe(code);
  });
});

it('no run of changes makes two administrators of one, an auditor who works, or a kind without anybody', () => {
  const accounts = ['a', 'b', 'c', 'd', 'e'];
  const step = fc.record({
    actor: fc.constantFrom(...accounts),
    account: fc.constantFrom(...accounts),
    after: fc.uniqueArray(fc.constantFrom(...names, 'help-desk'), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const roles = new Map<string, readonly string[]>(accounts.map((account) => [account, []]));
      roles.set('a', ['system-admin']).set('b', ['security-admin']).set('c', ['audit-admin']);
      const holders = (kind: AdminKind, except?: string) =>
        accounts.filter((one) => one !== except && adminKindsOf(roles.get(one)!).includes(kind)).length;
      for (const { actor, account, after } of steps) {
        const otherActive = {
          system: holders('system', account),
          security: holders('security', account),
          audit: holders('audit', account),
        };
        const parts = {
          actorAccountId: actor,
          accountId: account,
          before: roles.get(account)!,
          after,
          otherActive,
        };
        if (!objectionTo(change(parts))) roles.set(account, after);
        for (const held of roles.values()) {
          expect(adminKindsOf(held).length).toBeLessThanOrEqual(1);
          if (held.includes('audit-admin'))
            expect(['audit-admin', 'staff']).toEqual(expect.arrayContaining([...held]));
        }
        for (const kind of ['system', 'security', 'audit'] as const) expect(holders(kind)).toBeGreaterThan(0);
      }
    }),
  );
});

it('knows which permissions are reserved to administrators and whose they are', () => {
  expect([isReserved(['security-admin']), ownerOf(['security-admin'])]).toEqual([true, 'security']);
  expect([isReserved(['security-admin', 'audit-admin']), ownerOf(['security-admin', 'audit-admin'])]).toEqual(
    [true, null],
  );
  expect([isReserved(['security-admin', 'staff']), ownerOf(['security-admin', 'staff'])]).toEqual([
    false,
    null,
  ]);
});
