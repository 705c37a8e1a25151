import type { AppError } from '../../kernel/errors.ts';
import { accessErrors } from '../errors.ts';
import { type AdminKind, adminKindOf, adminKindsOf } from './roles.ts';

export type RoleChange = {
  readonly actorAccountId: string | undefined;
  readonly accountId: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Other accounts that are active, by administrator. */
  readonly otherActive: Readonly<Record<AdminKind, number>>;
};

type Rule = (change: RoleChange) => AppError | undefined;

/** In this order; the first that objects decides. GB/T 22239-2019 8.1.4.2 d), 8.1.10.2. */
const rules: readonly Rule[] = [
  function notOneself({ actorAccountId, accountId }) {
    return actorAccountId === accountId ? accessErrors['own-roles']() : undefined;
  },
  function knownRoles({ after, known }) {
    const role = after.find((name) => !known.has(name));
    return role === undefined ? undefined : accessErrors['unknown-role']({ role });
  },
  function oneAdministratorAPerson({ after }) {
    return adminKindsOf(after).length > 1 ? accessErrors['exclusive-roles']() : undefined;
  },
  function auditorApart({ after }) {
    const works = after.some((role) => adminKindOf(role) !== 'audit' && role !== 'staff');
    return works && adminKindsOf(after).includes('audit') ? accessErrors['auditor-apart']() : undefined;
  },
  function neverWithout({ before, after, otherActive }) {
    const kept = adminKindsOf(after);
    const lost = adminKindsOf(before).find((kind) => !kept.includes(kind) && otherActive[kind] === 0);
    return lost === undefined ? undefined : accessErrors['last-administrator']({ kind: lost });
  },
];

/** The objection to a change of roles, if there is one. */
export function objectionTo(change: RoleChange): AppError | undefined {
  for (const rule of rules) {
    const objection = rule(change);
    if (objection) return objection;
  }
  return undefined;
}
