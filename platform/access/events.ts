import type { ActorRef } from '../kernel/actor.ts';
import type { JsonObject, NewEvent } from '../kernel/event.ts';

/** What happens here, with its title. Only ever added. */
export const accessEvents = {
  'access.setup.completed': { zh: '完成初始化', en: 'Set-up completed' },
  'access.setup.link-made': { zh: '生成初始化链接', en: 'Set-up link made' },
  'access.setup.reset': { zh: '重新初始化', en: 'Set-up repeated' },
  'access.account.created': { zh: '新建账户', en: 'Account created' },
  'access.account.updated': { zh: '修改账户', en: 'Account changed' },
  'access.account.disabled': { zh: '停用账户', en: 'Account disabled' },
  'access.account.enabled': { zh: '启用账户', en: 'Account enabled' },
  'access.account.locked': { zh: '锁定账户', en: 'Account locked' },
  'access.account.unlocked': { zh: '解锁账户', en: 'Account unlocked' },
  'access.password.changed': { zh: '修改口令', en: 'Password changed' },
  'access.password.reset': { zh: '重置口令', en: 'Password reset' },
  'access.password.reset-requested': { zh: '申请重置口令', en: 'Password reset asked for' },
  'access.password.reset-refused': { zh: '退回口令重置申请', en: 'Password reset refused' },
  'access.password.reset-lapsed': { zh: '口令重置申请失效', en: 'Password reset lapsed' },
  'access.password.part-fetched': { zh: '领取一次性口令', en: 'Part of a one-time password fetched' },
  'access.totp.enabled': { zh: '启用动态码', en: 'One-time codes enabled' },
  'access.totp.removed': { zh: '移除动态码', en: 'One-time codes removed' },
  'access.roles.changed': { zh: '变更角色', en: 'Roles changed' },
  'access.role.created': { zh: '新建角色', en: 'Role created' },
  'access.role.updated': { zh: '修改角色', en: 'Role changed' },
  'access.role.deleted': { zh: '删除角色', en: 'Role deleted' },
  'access.session.started': { zh: '登录', en: 'Signed in' },
  'access.session.ended': { zh: '退出登录', en: 'Session ended' },
  'access.sign-in.failed': { zh: '登录失败', en: 'Sign-in failed' },
} as const;

export type AccessEvent = keyof typeof accessEvents;

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
