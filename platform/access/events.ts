import type { ActorRef } from '../kernel/actor.ts';
import type { JsonObject, NewEvent } from '../kernel/event.ts';

/** What happens here. Only ever added. */
export type AccessEvent =
  | 'access.setup.completed'
  | 'access.setup.link-made'
  | 'access.setup.reset'
  | 'access.account.created'
  | 'access.account.updated'
  | 'access.account.disabled'
  | 'access.account.enabled'
  | 'access.account.locked'
  | 'access.account.unlocked'
  | 'access.password.changed'
  | 'access.password.reset'
  | 'access.password.reset-requested'
  | 'access.password.reset-refused'
  | 'access.password.reset-lapsed'
  | 'access.password.part-fetched'
  | 'access.totp.enabled'
  | 'access.totp.removed'
  | 'access.roles.changed'
  | 'access.role.created'
  | 'access.role.updated'
  | 'access.role.deleted'
  | 'access.session.started'
  | 'access.session.ended'
  | 'access.sign-in.failed';

export function accountEvent(
  name: AccessEvent,
  actor: ActorRef,
  account: { readonly id: string; readonly login_name: string },
  data: JsonObject = {},
  outcome: NewEvent['outcome'] = 'success',
): NewEvent {
  const subject = { kind: 'account', id: account.id, label: account.login_name };
  return { name, actor, subject, outcome, data };
}
