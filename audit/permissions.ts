import type { PermissionTable } from '#platform/kernel/domain.ts';

/** Who may do what in the domain. The system administrator sees that sources work, never what they sent. */
export const auditPermissions = {
  'audit.sources.read': {
    zh: '查看日志来源及其运行状况',
    en: 'See sources and their health',
    roles: ['system-admin', 'security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.sources.write': {
    zh: '维护日志来源和发送凭据',
    en: 'Change sources and what may feed them',
    roles: ['security-admin'],
  },
  'audit.dead-letters.read': {
    zh: '查看未能接收的记录（个人信息已遮盖）',
    en: 'See records that were refused, personal data masked',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.dead-letters.replay': {
    zh: '重新处理未能接收的记录',
    en: 'Process refused records again',
    roles: ['security-admin', 'audit-admin'],
  },
  'audit.dead-letters.discard': {
    zh: '清除未能接收的记录（须说明原因）',
    en: 'Discard refused records, with a reason',
    roles: ['security-admin'],
  },
  'audit.events.search': {
    zh: '检索审计记录（限各自可见范围）',
    en: 'Search audit records, each within the own sight',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.events.read': {
    zh: '查看全部审计记录（个人信息已遮盖）',
    en: 'See all audit records, personal data masked',
    roles: ['audit-admin', 'audit-officer'],
  },
  'audit.events.unmask': {
    zh: '查看未遮盖的个人信息（须说明原因）',
    en: 'See personal data unmasked, with a reason',
    roles: ['audit-officer'],
  },
  'audit.events.export': {
    zh: '导出审计证据',
    en: 'Export evidence',
    roles: ['audit-admin', 'audit-officer'],
  },
  'audit.exports.cancel': {
    zh: '取消他人的证据导出',
    en: 'Cancel exports that others asked for',
    roles: ['audit-admin'],
  },
  'audit.auditors.read': {
    zh: '查看审计管理员和审计员的操作记录',
    en: 'See what the audit administrator and the officers did',
    roles: ['security-admin'],
  },
  'audit.alerts.read': {
    zh: '查看告警',
    en: 'See alerts',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.alerts.decide': {
    zh: '处理告警',
    en: 'Close alerts with a verdict',
    roles: ['security-admin', 'audit-officer'],
  },
  'audit.exceptions.write': {
    zh: '设置告警例外',
    en: 'Hold alerts back by an exception',
    roles: ['security-admin'],
  },
  'audit.cases.read': {
    zh: '查看案件',
    en: 'See cases',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.cases.write': {
    zh: '办理案件',
    en: 'Work on cases',
    roles: ['security-admin', 'audit-officer'],
  },
  'audit.rules.read': {
    zh: '查看检测规则',
    en: 'See rules of detection',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.rules.write': {
    zh: '启用、停用检测规则',
    en: 'Switch rules of detection on and off',
    roles: ['security-admin'],
  },
  'audit.evidence.read': {
    zh: '查看证据日志、见证和保存状态',
    en: 'See the state of evidence, witness and retention',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
  'audit.witnesses.write': {
    zh: '登记和移除证据日志的见证',
    en: 'Name the witnesses of the evidence log',
    roles: ['audit-admin'],
  },
  'audit.holds.write': {
    zh: '设置法律保全、申请解除',
    en: 'Place legal holds and ask that one be lifted',
    roles: ['audit-admin'],
  },
  'audit.holds.lift': {
    zh: '同意解除法律保全',
    en: 'Consent to lift a legal hold',
    roles: ['security-admin', 'audit-admin'],
  },
  // Of nobody: the command line on the machine itself.
  'audit.store.move': { zh: '迁移检索库', en: 'Move to another store', roles: [] },
  'audit.reports.read': {
    zh: '查看审计报告',
    en: 'See audit reports',
    roles: ['security-admin', 'audit-admin', 'audit-officer'],
  },
} as const satisfies PermissionTable;
