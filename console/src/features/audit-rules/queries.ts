import { useMutation, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item } from '../../api/types.ts';

export type Rule = Item<'listRules'>;
export type Trial = Answer<'tryRule'>;

export function useRules(enabled = true) {
  return useQuery({
    queryKey: ['audit', 'rules'],
    queryFn: () => unwrap(api.GET('/api/audit/rules')),
    staleTime: 300_000,
    enabled,
  });
}

export const switchRule = (id: string, body: Body<'switchRule'>) =>
  unwrap(api.POST('/api/audit/rules/{id}/switch', { params: { path: { id } }, body }));

export function useTryRule(id: string) {
  return useMutation({
    mutationFn: (body: Body<'tryRule'>) =>
      unwrap(api.POST('/api/audit/rules/{id}/try', { params: { path: { id } }, body })),
  });
}
