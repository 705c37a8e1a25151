import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type Alert = Item<'listAlerts'>;
export type AlertDetail = Answer<'getAlert'>;
export type Exception = Item<'listExceptions'>;
export type Level = Alert['level'];
export type Verdict = NonNullable<Alert['verdict']>;

/** The worst first. */
export const levels = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export const verdicts = ['true-positive', 'benign', 'false-positive'] as const;
export const alertStates = ['open', 'closed', 'suppressed'] as const;

export function useAlerts(query: Query<'listAlerts'>, enabled = true) {
  return useQuery({
    queryKey: ['audit', 'alerts', query],
    queryFn: () => unwrap(api.GET('/api/audit/alerts', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  });
}

export function useAlertSummary(enabled = true) {
  return useQuery({
    queryKey: ['audit', 'alert-summary'],
    queryFn: () => unwrap(api.GET('/api/audit/alerts/summary')),
    enabled,
  });
}

export function useAlert(id: string) {
  return useQuery({
    queryKey: ['audit', 'alert', id],
    queryFn: () => unwrap(api.GET('/api/audit/alerts/{id}', { params: { path: { id } } })),
  });
}

export function useExceptions(query: Query<'listExceptions'>) {
  return useQuery({
    queryKey: ['audit', 'exceptions', query],
    queryFn: () => unwrap(api.GET('/api/audit/exceptions', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export const unmaskAlert = (id: string, reason: string) =>
  unwrap(api.POST('/api/audit/alerts/{id}/unmask', { params: { path: { id } }, body: { reason } }));

export const closeAlert = (id: string, body: Body<'closeAlert'>) =>
  unwrap(api.POST('/api/audit/alerts/{id}/close', { params: { path: { id } }, body }));

export const createException = (body: Body<'createException'>) =>
  unwrap(api.POST('/api/audit/exceptions', { body }));

/** An exception for what is like an alert: the server takes from it what is shown masked. */
export const createExceptionLike = (id: string, body: Body<'createExceptionLikeAlert'>) =>
  unwrap(api.POST('/api/audit/alerts/{id}/exceptions', { params: { path: { id } }, body }));

export const endException = (id: string) =>
  unwrap(api.POST('/api/audit/exceptions/{id}/end', { params: { path: { id } } }));
