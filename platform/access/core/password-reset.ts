import type { AppError } from '../../kernel/errors.ts';
import { accessErrors } from '../errors.ts';
import { type AdminKind, adminKindsOf } from './roles.ts';

/** How long a reset waits for its confirmation, and then for its requester's part to be fetched. */
export const resetHours = 24;

/** Who has to confirm a reset of an account with these roles: nobody confirms for their own kind alone. */
export function confirmerOf(roles: readonly string[]): Extract<AdminKind, 'security' | 'audit'> {
  return adminKindsOf(roles).includes('security') ? 'audit' : 'security';
}

export type ResetDecision = {
  readonly actorAccountId: string | undefined;
  readonly actorRoles: readonly string[];
  readonly requestedBy: string;
  readonly accountId: string;
  /** Of the account, at this moment: a role granted since the request counts. */
  readonly roles: readonly string[];
};

/** The objection to who decides on a reset, if there is one. GB/T 22239-2019 8.1.4.2 d), 8.1.10.2. */
export function objectionToDecision(decision: ResetDecision): AppError | undefined {
  const { actorAccountId, actorRoles, requestedBy, accountId, roles } = decision;
  if (actorAccountId === requestedBy || actorAccountId === accountId) {
    return accessErrors['reset-own-decision']();
  }
  if (!adminKindsOf(actorRoles).includes(confirmerOf(roles))) return accessErrors['reset-other-confirmer']();
  return undefined;
}
