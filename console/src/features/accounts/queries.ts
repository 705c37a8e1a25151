import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Body, Item, Query } from '../../api/types.ts';
import { useMay } from '../../shell/session.ts';

export type Account = Item<'listAccounts'>;
export type Role = Item<'listRoles'>;
export type PasswordReset = Item<'listPasswordResets'>;
export type Session = Item<'listMySessions'>;

export function useAccounts(query: Query<'listAccounts'>) {
  return useQuery({
    queryKey: ['access', 'accounts', query],
    queryFn: () => unwrap(api.GET('/api/access/accounts', { params: { query } })),
    placeholderData: (before) => before,
  });
}

export function useAccount(id: string) {
  return useQuery({
    queryKey: ['access', 'account', id],
    queryFn: () => unwrap(api.GET('/api/access/accounts/{id}', { params: { path: { id } } })),
  });
}

/** All roles; nothing for those who may not see them. */
export function useRoles() {
  const may = useMay();
  return useQuery({
    queryKey: ['access', 'roles'],
    enabled: may('access.roles.read'),
    queryFn: async () => (await unwrap(api.GET('/api/access/roles'))).items,
    staleTime: 300_000,
  });
}

export function usePermissions() {
  return useQuery({
    queryKey: ['access', 'permissions'],
    queryFn: async () => (await unwrap(api.GET('/api/access/permissions'))).items,
    staleTime: 300_000,
  });
}

export function usePolicy() {
  return useQuery({
    queryKey: ['access', 'policy'],
    queryFn: async () => (await unwrap(api.GET('/api/access/policy'))).items,
  });
}

export function useAccountSessions(id: string) {
  return useQuery({
    queryKey: ['access', 'account', id, 'sessions'],
    queryFn: async () =>
      (await unwrap(api.GET('/api/access/accounts/{id}/sessions', { params: { path: { id } } }))).items,
  });
}

/** Requests for password resets, those that wait or all of one account; nothing for those who may not see them. */
export function usePasswordResets(query: Query<'listPasswordResets'>) {
  const may = useMay();
  return useQuery({
    queryKey: ['access', 'password-resets', query],
    enabled: may('access.password-resets.read'),
    queryFn: () => unwrap(api.GET('/api/access/password-resets', { params: { query } })),
  });
}

/** Runs a change of accounts and refreshes what it may have changed. */
export function useAccountChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
}

export const createAccount = (body: Body<'createAccount'>) =>
  unwrap(api.POST('/api/access/accounts', { body }));

export const updateAccount = (id: string, body: Body<'updateAccount'>) =>
  unwrap(api.PATCH('/api/access/accounts/{id}', { params: { path: { id } }, body }));

export const setRoles = (id: string, body: Body<'setAccountRoles'>) =>
  unwrap(api.PUT('/api/access/accounts/{id}/roles', { params: { path: { id } }, body }));

export const unlockAccount = (id: string, reason: string) =>
  unwrap(api.POST('/api/access/accounts/{id}/unlock', { params: { path: { id } }, body: { reason } }));

export const resetPassword = (id: string, reason: string) =>
  unwrap(api.POST('/api/access/accounts/{id}/password', { params: { path: { id } }, body: { reason } }));

export const confirmReset = (id: string, reason: string) =>
  unwrap(
    api.POST('/api/access/password-resets/{id}/confirm', { params: { path: { id } }, body: { reason } }),
  );

export const refuseReset = (id: string, reason: string) =>
  unwrap(api.POST('/api/access/password-resets/{id}/refuse', { params: { path: { id } }, body: { reason } }));

export const fetchPasswordPart = (id: string) =>
  unwrap(api.POST('/api/access/password-resets/{id}/part', { params: { path: { id } } }));

export const endSession = (id: string) =>
  unwrap(api.DELETE('/api/access/sessions/{id}', { params: { path: { id } } }));

export const createRole = (body: Body<'createRole'>) => unwrap(api.POST('/api/access/roles', { body }));

export const updateRole = (name: string, body: Body<'updateRole'>) =>
  unwrap(api.PUT('/api/access/roles/{name}', { params: { path: { name } }, body }));

export const deleteRole = (name: string, reason: string) =>
  unwrap(api.DELETE('/api/access/roles/{name}', { params: { path: { name }, query: { reason } } }));
