import { useMutation, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item } from '../../api/types.ts';

export type Evidence = Answer<'getEvidence'>;
export type Witness = Evidence['witnesses'][number];
export type Follower = Evidence['followers'][number];
export type Check = Answer<'checkEvidence'>;
export type Hold = Item<'listHolds'>;
export type Export = Item<'listExports'>;

type PageQuery = { readonly page: number; readonly pageSize: number };

export function useEvidence(enabled = true) {
  return useQuery({
    queryKey: ['audit', 'evidence'],
    queryFn: () => unwrap(api.GET('/api/audit/evidence')),
    refetchInterval: 15_000,
    enabled,
  });
}

export function useStore() {
  return useQuery({
    queryKey: ['audit', 'store'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/audit/store', { signal })),
    refetchInterval: 15_000,
  });
}

export function useCheckEvidence() {
  return useMutation({ mutationFn: () => unwrap(api.POST('/api/audit/evidence/check')) });
}

export const addWitness = (vkey: string) => unwrap(api.POST('/api/audit/witnesses', { body: { vkey } }));

export const removeWitness = (id: string) =>
  unwrap(api.DELETE('/api/audit/witnesses/{id}', { params: { path: { id } } }));

export function useHolds(query: PageQuery) {
  return useQuery({
    queryKey: ['audit', 'holds', query],
    queryFn: () => unwrap(api.GET('/api/audit/holds', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export const placeHold = (body: Body<'placeHold'>) => unwrap(api.POST('/api/audit/holds', { body }));

export const askToLiftHold = (id: string, text: string) =>
  unwrap(api.POST('/api/audit/holds/{id}/ask-to-lift', { params: { path: { id } }, body: { text } }));

export const liftHold = (id: string) =>
  unwrap(api.POST('/api/audit/holds/{id}/lift', { params: { path: { id } } }));

/** Whether a file that was asked for is still to come. */
export const underWay = ({ state }: { readonly state: string }) => state === 'waiting' || state === 'running';

/** Asked again and again while one is being made. */
export function useExports(query: PageQuery) {
  return useQuery({
    queryKey: ['audit', 'exports', query],
    queryFn: () => unwrap(api.GET('/api/audit/exports', { params: { query } })),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.items.some(underWay) ? 1500 : false),
  });
}

export const createExport = (body: Body<'createExport'>) => unwrap(api.POST('/api/audit/exports', { body }));

export const cancelExport = (id: string) =>
  unwrap(api.POST('/api/audit/exports/{id}/cancel', { params: { path: { id } } }));
