import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type Case = Item<'listCases'>;
export type CaseDetail = Answer<'getCase'>;
export type CaseEntry = CaseDetail['entries'][number];

export function useCases(query: Query<'listCases'>, enabled = true) {
  return useQuery({
    queryKey: ['audit', 'cases', query],
    queryFn: () => unwrap(api.GET('/api/audit/cases', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  });
}

export function useCase(id: string) {
  return useQuery({
    queryKey: ['audit', 'case', id],
    queryFn: () => unwrap(api.GET('/api/audit/cases/{id}', { params: { path: { id } } })),
  });
}

export const unmaskCase = (id: string, reason: string) =>
  unwrap(api.POST('/api/audit/cases/{id}/unmask', { params: { path: { id } }, body: { reason } }));

/** Who can be given a case. */
export function useColleagues(enabled: boolean) {
  return useQuery({
    queryKey: ['audit', 'case-colleagues'],
    queryFn: () => unwrap(api.GET('/api/audit/case-colleagues')),
    enabled,
  });
}

export const openCase = (body: Body<'openCase'>) => unwrap(api.POST('/api/audit/cases', { body }));

export const addEntry = (id: string, body: Body<'addCaseEntry'>) =>
  unwrap(api.POST('/api/audit/cases/{id}/entries', { params: { path: { id } }, body }));

export const addAlert = (id: string, alertId: string) =>
  unwrap(api.POST('/api/audit/cases/{id}/alerts', { params: { path: { id } }, body: { alertId } }));

export const assignCase = (id: string, to: string) =>
  unwrap(api.POST('/api/audit/cases/{id}/assign', { params: { path: { id } }, body: { id: to } }));

export const closeCase = (id: string, body: Body<'closeCase'>) =>
  unwrap(api.POST('/api/audit/cases/{id}/close', { params: { path: { id } }, body }));

export const reopenCase = (id: string, text: string) =>
  unwrap(api.POST('/api/audit/cases/{id}/reopen', { params: { path: { id } }, body: { text } }));
