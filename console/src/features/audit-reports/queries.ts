import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { underWay } from '../audit-evidence/queries.ts';

export type Report = Item<'listAuditReports'>;

const progressMs = 2_000;

/** Asks again while one is being made. */
export function useReports(page: number, pageSize: number) {
  return useQuery({
    queryKey: ['audit', 'reports', page, pageSize],
    queryFn: () => unwrap(api.GET('/api/audit/reports', { params: { query: { page, pageSize } } })),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.items.some(underWay) ? progressMs : false),
  });
}

export const makeReport = (month: string) => unwrap(api.POST('/api/audit/reports', { body: { month } }));

/** Addresses of the finished files; the page is shown, not saved, unless asked. */
export const pageAddress = (id: string) => `/api/audit/reports/${id}/page`;
export const savedPageAddress = (id: string) => `${pageAddress(id)}?as=attachment`;
export const pdfAddress = (id: string) => `/api/audit/reports/${id}/pdf`;
