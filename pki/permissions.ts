import type { PermissionTable } from '#platform/kernel/domain.ts';

const certificateRoles = ['cert-entry', 'cert-reviewer', 'cert-approver'] as const;

/** Who may do what in the domain. `staff` is every account; roles are built in, see the access room. */
export const pkiPermissions = {
  'pki.directory.read': {
    zh: '查看机构、人员、服务器和设备',
    en: 'See organisations, people, servers and devices',
    roles: ['system-admin', 'security-admin', 'audit-admin', ...certificateRoles],
  },
  'pki.directory.write': {
    zh: '维护机构、人员、服务器和设备',
    en: 'Change organisations, people, servers and devices',
    roles: ['system-admin', 'cert-entry'],
  },
  'pki.directory.import': {
    zh: '批量导入机构、人员、服务器和设备',
    en: 'Import organisations, people, servers and devices',
    roles: ['system-admin', 'cert-entry'],
  },
  'pki.requests.create': {
    zh: '为他人提交证书申请',
    en: 'Request certificates for others',
    roles: ['cert-entry'],
  },
  'pki.requests.enter': { zh: '录入证书申请', en: 'Enter requests', roles: ['cert-entry'] },
  'pki.requests.review': { zh: '审核证书申请', en: 'Review requests', roles: ['cert-reviewer'] },
  'pki.requests.approve': { zh: '审批签发', en: 'Approve requests', roles: ['cert-approver'] },
  'pki.requests.read': {
    zh: '查看全部证书申请',
    en: 'See all requests',
    roles: ['audit-admin', ...certificateRoles],
  },
  'pki.certificates.read': {
    zh: '查看全部证书',
    en: 'See all certificates',
    roles: ['security-admin', 'audit-admin', ...certificateRoles],
  },
  'pki.revocation.read': {
    zh: '查看吊销列表和 OCSP 状态',
    en: 'See CRL and OCSP state',
    roles: ['system-admin', 'security-admin', 'audit-admin', ...certificateRoles],
  },
  'pki.revocation.publish': {
    zh: '立即发布吊销列表',
    en: 'Publish CRLs now',
    roles: ['security-admin', 'cert-approver'],
  },
  'pki.validate': {
    zh: '验证证书',
    en: 'Validate certificates',
    roles: ['system-admin', 'security-admin', 'audit-admin', ...certificateRoles, 'staff'],
  },
  'pki.certificates.issue': {
    zh: '按已批准的申请签发证书（仅系统）',
    en: 'Issue what an approved request asks for (the system only)',
    roles: [],
  },
  'pki.certificates.revoke': {
    zh: '按已批准的申请吊销、暂停或恢复证书（仅系统）',
    en: 'Revoke, suspend or release what an approved request asks for (the system only)',
    roles: [],
  },
} as const satisfies PermissionTable;
