import { createBrowserRouter, type RouteObject } from 'react-router';
import { Loading } from '../parts/Loading.tsx';
import { CrashPage, NotFoundPage } from './CrashPage.tsx';
import { RequireSession } from './RequireSession.tsx';

/** Each page is its own chunk, fetched when it is first opened. */
const page = (load: () => Promise<{ Page: React.ComponentType }>): Pick<RouteObject, 'lazy'> => ({
  lazy: async () => ({ Component: (await load()).Page }),
});

const pages: RouteObject[] = [
  { index: true, ...page(() => import('../features/overview/pages/Overview.tsx')) },
  { path: 'certificates', ...page(() => import('../features/certificates/pages/Inventory.tsx')) },
  { path: 'certificates/list', ...page(() => import('../features/certificates/pages/CertificateList.tsx')) },
  { path: 'certificates/:id', ...page(() => import('../features/certificates/pages/CertificateDetail.tsx')) },
  { path: 'requests', ...page(() => import('../features/requests/pages/RequestList.tsx')) },
  { path: 'requests/new', ...page(() => import('../features/requests/pages/NewRequest.tsx')) },
  { path: 'requests/:id', ...page(() => import('../features/requests/pages/RequestDetail.tsx')) },
  { path: 'directory/organisations', ...page(() => import('../features/directory/pages/Organisations.tsx')) },
  { path: 'directory/servers', ...page(() => import('../features/directory/pages/Servers.tsx')) },
  { path: 'directory/devices', ...page(() => import('../features/directory/pages/Devices.tsx')) },
  { path: 'directory/imports', ...page(() => import('../features/directory/pages/Imports.tsx')) },
  { path: 'authorities', ...page(() => import('../features/authorities/pages/Authorities.tsx')) },
  { path: 'revocation', ...page(() => import('../features/revocation/pages/Revocation.tsx')) },
  { path: 'validate', ...page(() => import('../features/validate/pages/Validate.tsx')) },
  { path: 'audit/search/:area?', ...page(() => import('../features/audit-search/pages/Search.tsx')) },
  { path: 'audit/events/:id', ...page(() => import('../features/audit-search/pages/EventPage.tsx')) },
  { path: 'audit/person', ...page(() => import('../features/audit-search/pages/PersonTimeline.tsx')) },
  { path: 'audit/alerts', ...page(() => import('../features/audit-alerts/pages/AlertList.tsx')) },
  { path: 'audit/alerts/:id', ...page(() => import('../features/audit-alerts/pages/AlertDetail.tsx')) },
  { path: 'audit/cases', ...page(() => import('../features/audit-cases/pages/CaseList.tsx')) },
  { path: 'audit/cases/:id', ...page(() => import('../features/audit-cases/pages/CaseDetail.tsx')) },
  { path: 'audit/rules', ...page(() => import('../features/audit-rules/pages/RuleList.tsx')) },
  { path: 'audit/rules/:id', ...page(() => import('../features/audit-rules/pages/RuleDetail.tsx')) },
  { path: 'audit/evidence', ...page(() => import('../features/audit-evidence/pages/Evidence.tsx')) },
  { path: 'audit/reports', ...page(() => import('../features/audit-reports/pages/Reports.tsx')) },
  { path: 'audit/sources', ...page(() => import('../features/audit-sources/pages/Sources.tsx')) },
  { path: 'audit/sources/:id', ...page(() => import('../features/audit-sources/pages/SourceDetail.tsx')) },
  { path: 'audit/dead-letters', ...page(() => import('../features/audit-sources/pages/DeadLetters.tsx')) },
  { path: 'system/accounts', ...page(() => import('../features/accounts/pages/AccountList.tsx')) },
  { path: 'system/accounts/:id', ...page(() => import('../features/accounts/pages/AccountDetail.tsx')) },
  { path: 'system/roles', ...page(() => import('../features/accounts/pages/Roles.tsx')) },
  { path: 'system/policy', ...page(() => import('../features/accounts/pages/Policy.tsx')) },
  { path: 'system/health', ...page(() => import('../features/system/pages/Health.tsx')) },
  { path: 'me', ...page(() => import('../features/me/pages/MyAccount.tsx')) },
  { path: '*', Component: NotFoundPage },
];

export const router = createBrowserRouter([
  {
    ErrorBoundary: CrashPage,
    HydrateFallback: Loading,
    children: [
      { path: 'sign-in', ...page(() => import('../features/sign-in/pages/SignIn.tsx')) },
      { path: 'set-up', ...page(() => import('../features/set-up/pages/SetUp.tsx')) },
      {
        path: '/',
        Component: RequireSession,
        children: [{ ErrorBoundary: CrashPage, children: pages }],
      },
    ],
  },
]);
