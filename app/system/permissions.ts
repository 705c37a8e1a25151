import type { PermissionTable } from '#platform/kernel/domain.ts';

export const systemPermissions = {
  'system.health.read': {
    zh: '查看系统运行状态',
    en: 'See the health of the system',
    roles: ['system-admin', 'security-admin', 'audit-admin'],
  },
  'system.jobs.run': { zh: '立即运行后台任务', en: 'Run a background job now', roles: ['system-admin'] },
} as const satisfies PermissionTable;
