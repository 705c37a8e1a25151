import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Body } from '../../api/types.ts';

export function useMySessions() {
  return useQuery({
    queryKey: ['access', 'my-sessions'],
    queryFn: async () => (await unwrap(api.GET('/api/access/me/sessions'))).items,
  });
}

/** Runs a change of one's own account and refreshes what is known of it. */
export function useMyChange<V, R>(change: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
}

export const changePassword = (body: Body<'changeMyPassword'>) =>
  unwrap(api.POST('/api/access/me/password', { body }));
export const beginTotp = () => unwrap(api.POST('/api/access/me/totp'));
export const confirmTotp = (code: string) =>
  unwrap(api.POST('/api/access/me/totp/confirm', { body: { code } }));
export const removeTotp = (code: string) => unwrap(api.DELETE('/api/access/me/totp', { body: { code } }));
export const endMySession = (id: string) =>
  unwrap(api.DELETE('/api/access/me/sessions/{id}', { params: { path: { id } } }));
