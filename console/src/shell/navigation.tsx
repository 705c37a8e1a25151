import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  BarChartOutlined,
  CloudServerOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FieldTimeOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FolderOpenOutlined,
  GlobalOutlined,
  ImportOutlined,
  InboxOutlined,
  LaptopOutlined,
  MonitorOutlined,
  NodeIndexOutlined,
  ProfileOutlined,
  RadarChartOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  SearchOutlined,
  SolutionOutlined,
  StopOutlined,
  TeamOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

export type NavigationItem = {
  readonly path: string;
  readonly label:
    | 'overview'
    | 'inventory'
    | 'certificateList'
    | 'requests'
    | 'organisations'
    | 'servers'
    | 'devices'
    | 'imports'
    | 'authorities'
    | 'revocation'
    | 'validate'
    | 'auditSearch'
    | 'auditNetwork'
    | 'auditOperations'
    | 'auditDatabase'
    | 'auditBusiness'
    | 'auditPerson'
    | 'auditAlerts'
    | 'auditCases'
    | 'auditRules'
    | 'auditEvidence'
    | 'auditReports'
    | 'auditSources'
    | 'auditDeadLetters'
    | 'accounts'
    | 'roles'
    | 'policy'
    | 'health';
  readonly icon: ReactNode;
  /** Shown only to those who hold it. */
  readonly permission?: string;
};

export type NavigationGroup = {
  readonly label: 'overview' | 'certificates' | 'audit' | 'system';
  readonly items: readonly NavigationItem[];
};

/** The left rail, by task: only rooms that exist. */
export const navigation: readonly NavigationGroup[] = [
  { label: 'overview', items: [{ path: '/', label: 'overview', icon: <DashboardOutlined /> }] },
  {
    label: 'certificates',
    items: [
      { path: '/certificates', label: 'inventory', icon: <SafetyCertificateOutlined /> },
      { path: '/certificates/list', label: 'certificateList', icon: <FileSearchOutlined /> },
      { path: '/requests', label: 'requests', icon: <AuditOutlined /> },
      {
        path: '/directory/organisations',
        label: 'organisations',
        icon: <ApartmentOutlined />,
        permission: 'pki.directory.read',
      },
      {
        path: '/directory/servers',
        label: 'servers',
        icon: <CloudServerOutlined />,
        permission: 'pki.directory.read',
      },
      {
        path: '/directory/devices',
        label: 'devices',
        icon: <LaptopOutlined />,
        permission: 'pki.directory.read',
      },
      {
        path: '/directory/imports',
        label: 'imports',
        icon: <ImportOutlined />,
        permission: 'pki.directory.import',
      },
      { path: '/authorities', label: 'authorities', icon: <BankOutlined /> },
      { path: '/revocation', label: 'revocation', icon: <StopOutlined />, permission: 'pki.revocation.read' },
      { path: '/validate', label: 'validate', icon: <FileProtectOutlined />, permission: 'pki.validate' },
    ],
  },
  {
    label: 'audit',
    items: [
      {
        path: '/audit/search',
        label: 'auditSearch',
        icon: <SearchOutlined />,
        permission: 'audit.events.search',
      },
      {
        path: '/audit/search/network',
        label: 'auditNetwork',
        icon: <GlobalOutlined />,
        permission: 'audit.events.read',
      },
      {
        path: '/audit/search/operations',
        label: 'auditOperations',
        icon: <ToolOutlined />,
        permission: 'audit.events.read',
      },
      {
        path: '/audit/search/database',
        label: 'auditDatabase',
        icon: <DatabaseOutlined />,
        permission: 'audit.events.read',
      },
      {
        path: '/audit/search/business',
        label: 'auditBusiness',
        icon: <ProfileOutlined />,
        permission: 'audit.events.read',
      },
      {
        path: '/audit/person',
        label: 'auditPerson',
        icon: <FieldTimeOutlined />,
        permission: 'audit.events.search',
      },
      {
        path: '/audit/alerts',
        label: 'auditAlerts',
        icon: <AlertOutlined />,
        permission: 'audit.alerts.read',
      },
      {
        path: '/audit/cases',
        label: 'auditCases',
        icon: <FolderOpenOutlined />,
        permission: 'audit.cases.read',
      },
      {
        path: '/audit/rules',
        label: 'auditRules',
        icon: <RadarChartOutlined />,
        permission: 'audit.rules.read',
      },
      {
        path: '/audit/evidence',
        label: 'auditEvidence',
        icon: <FileDoneOutlined />,
        permission: 'audit.evidence.read',
      },
      {
        path: '/audit/reports',
        label: 'auditReports',
        icon: <BarChartOutlined />,
        permission: 'audit.reports.read',
      },
      {
        path: '/audit/sources',
        label: 'auditSources',
        icon: <NodeIndexOutlined />,
        permission: 'audit.sources.read',
      },
      {
        path: '/audit/dead-letters',
        label: 'auditDeadLetters',
        icon: <InboxOutlined />,
        permission: 'audit.dead-letters.read',
      },
    ],
  },
  {
    label: 'system',
    items: [
      {
        path: '/system/accounts',
        label: 'accounts',
        icon: <TeamOutlined />,
        permission: 'access.accounts.read',
      },
      { path: '/system/roles', label: 'roles', icon: <SolutionOutlined />, permission: 'access.roles.read' },
      { path: '/system/policy', label: 'policy', icon: <SafetyOutlined />, permission: 'access.policy.read' },
      {
        path: '/system/health',
        label: 'health',
        icon: <MonitorOutlined />,
        permission: 'system.health.read',
      },
    ],
  },
];

/** The rail's entry that a page belongs to: the longest path that begins the page's; none for one's own account. */
export function entryOf(pathname: string): string {
  if (pathname === '/') return '/';
  let best = '';
  for (const group of navigation) {
    for (const { path } of group.items) {
      if ((pathname === path || pathname.startsWith(`${path}/`)) && path.length > best.length) best = path;
    }
  }
  // An event's and a certificate's own page are reached by searching.
  if (pathname.startsWith('/audit/events/')) return '/audit/search';
  return best === '/certificates' && pathname !== '/certificates' ? '/certificates/list' : best;
}
