import type { PermissionTable } from '../kernel/domain.ts';

const administrators = ['system-admin', 'security-admin', 'audit-admin'] as const;

/** The system administrator makes accounts, the security administrator gives them rights. */
export const accessPermissions = {
  'access.accounts.read': { zh: '查看账户', en: 'Read accounts', roles: administrators },
  'access.accounts.create': { zh: '新建账户', en: 'Create accounts', roles: ['system-admin'] },
  'access.accounts.update': {
    zh: '修改、停用和启用账户',
    en: 'Change, disable and enable accounts',
    roles: ['system-admin'],
  },
  'access.accounts.reset-password': {
    zh: '重置口令（有角色的账户须经确认）',
    en: 'Reset passwords (those of accounts with roles need a confirmation)',
    roles: ['system-admin'],
  },
  'access.password-resets.read': {
    zh: '查看口令重置申请',
    en: 'Read requests for password resets',
    roles: administrators,
  },
  'access.password-resets.decide': {
    zh: '确认或退回口令重置申请',
    en: 'Confirm and refuse password resets',
    roles: ['security-admin', 'audit-admin'],
  },
  'access.accounts.unlock': { zh: '解锁账户', en: 'Unlock accounts', roles: ['security-admin'] },
  'access.roles.read': { zh: '查看角色和权限', en: 'Read roles and permissions', roles: administrators },
  'access.roles.grant': { zh: '授予和撤销角色', en: 'Grant and take roles', roles: ['security-admin'] },
  'access.roles.manage': { zh: '管理自定义角色', en: 'Manage custom roles', roles: ['security-admin'] },
  'access.sessions.read': {
    zh: '查看他人会话',
    en: 'Read sessions of others',
    roles: ['security-admin', 'audit-admin'],
  },
  'access.sessions.revoke': { zh: '终止他人会话', en: 'End sessions of others', roles: ['security-admin'] },
  'access.policy.read': { zh: '查看访问策略', en: 'Read the access policy', roles: administrators },
  // Of nobody: the command line on the machine itself.
  'access.setup.reset': { zh: '重新初始化', en: 'Repeat the set-up', roles: [] },
} as const satisfies PermissionTable;
