import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type RequestRow = Item<'listRequests'>;
export type RequestDetail = Answer<'getRequest'>;
export type Decision = RequestDetail['decisions'][number];
export type Verdict = 'approve' | 'reject';

export const requestStates = [
  'pending',
  'approved',
  'done',
  'rejected',
  'withdrawn',
  'expired',
  'failed',
] as const;
export const requestKinds = ['issue', 'renew', 'revoke', 'suspend', 'release'] as const;
/** RFC 5280 §5.3.1, those that a person may ask for. */
export const revocationReasons = [
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
  'cACompromise',
  'aACompromise',
  'unspecified',
] as const;

export function useRequests(query: Query<'listRequests'>) {
  return useQuery({
    queryKey: ['pki', 'requests', query],
    queryFn: () => unwrap(api.GET('/api/pki/requests', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export function useRequest(id: string) {
  return useQuery({
    queryKey: ['pki', 'request', id],
    queryFn: () => unwrap(api.GET('/api/pki/requests/{id}', { params: { path: { id } } })),
  });
}

/** Runs a change of requests and refreshes all that it may have changed. */
export function useRequestChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['pki'] }),
  });
}

export const createRequest = (body: Body<'createRequest'>) => unwrap(api.POST('/api/pki/requests', { body }));

export const fetchDecisionPayload = (id: string, decision: Verdict, reason: string | undefined) =>
  unwrap(
    api.GET('/api/pki/requests/{id}/decision', {
      params: { path: { id }, query: { decision, ...(reason ? { reason } : {}) } },
    }),
  );

export const decideRequest = (id: string, body: Body<'decideRequest'>) =>
  unwrap(api.POST('/api/pki/requests/{id}/decisions', { params: { path: { id } }, body }));

export const withdrawRequest = (id: string, reason: string) =>
  unwrap(api.POST('/api/pki/requests/{id}/withdraw', { params: { path: { id } }, body: { reason } }));

export const collectKey = (id: string, body: Body<'collectKey'>) =>
  unwrap(api.POST('/api/pki/requests/{id}/collect', { params: { path: { id } }, body }));
