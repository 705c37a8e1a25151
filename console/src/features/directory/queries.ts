import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type Organisation = Item<'listOrganisations'>;
export type Holder = Item<'listHolders'>;
export type HolderKind = Holder['kind'];
export type Import = Item<'listImports'>;
export type ImportReport = Answer<'importDirectory'>;
export type ImportKind = Import['kind'];

/** 部 to 村居: each organisation lies below one of a higher level. */
export const organisationLevels = ['ministry', 'province', 'city', 'county', 'township', 'village'] as const;

/** One level of the tree; it is shown whole. */
export async function fetchOrganisations(parentId: string | undefined): Promise<Organisation[]> {
  const found: Organisation[] = [];
  for (let page = 1; ; page++) {
    const query = { page, pageSize: 200, ...(parentId ? { parentId } : {}) };
    const { items, total } = await unwrap(api.GET('/api/pki/organisations', { params: { query } }));
    found.push(...items);
    if (found.length >= total || items.length === 0) return found;
  }
}

/** The organisations directly below one, or those at the top. */
export function useOrganisations(parentId: string | undefined) {
  return useQuery({
    queryKey: ['pki', 'organisations', parentId ?? ''],
    queryFn: () => fetchOrganisations(parentId),
  });
}

/** Those whose name or code contains `q`, anywhere in the tree; the first fifty. */
export function useFoundOrganisations(q: string) {
  return useQuery({
    queryKey: ['pki', 'organisations', 'found', q],
    queryFn: () =>
      unwrap(api.GET('/api/pki/organisations', { params: { query: { q, page: 1, pageSize: 50 } } })),
    placeholderData: (before) => before,
  });
}

export function useHolders(query: Query<'listHolders'>) {
  return useQuery({
    queryKey: ['pki', 'holders', query],
    queryFn: () => unwrap(api.GET('/api/pki/holders', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export function useImports(query: Query<'listImports'>) {
  return useQuery({
    queryKey: ['pki', 'imports', query],
    queryFn: () => unwrap(api.GET('/api/pki/imports', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export const fetchImport = (id: string) =>
  unwrap(api.GET('/api/pki/imports/{id}', { params: { path: { id } } }));

/** Runs a change of the directory and refreshes what it may have changed. */
export function useDirectoryChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['pki'] }),
  });
}

export const createOrganisation = (body: Body<'createOrganisation'>) =>
  unwrap(api.POST('/api/pki/organisations', { body }));
export const updateOrganisation = (id: string, body: Body<'updateOrganisation'>) =>
  unwrap(api.PATCH('/api/pki/organisations/{id}', { params: { path: { id } }, body }));
export const deleteOrganisation = (id: string) =>
  unwrap(api.DELETE('/api/pki/organisations/{id}', { params: { path: { id } } }));
export const createHolder = (body: Body<'createHolder'>) => unwrap(api.POST('/api/pki/holders', { body }));
export const updateHolder = (id: string, body: Body<'updateHolder'>) =>
  unwrap(api.PATCH('/api/pki/holders/{id}', { params: { path: { id } }, body }));
export const importDirectory = (body: Body<'importDirectory'>) =>
  unwrap(api.POST('/api/pki/imports', { body }));
