import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type Source = Item<'listAuditSources'>;
export type Listeners = Answer<'listAuditSources'>['listeners'];
export type Sender = Source['senders'][number];
export type DeadLetter = Item<'listDeadLetters'>;

export const classes = ['network', 'operations', 'database', 'business'] as const;
/** Ways in that a person can choose; `own` is this system itself. */
export const kinds = ['syslog', 'agent', 'bulk', 'elastic', 'pull'] as const;

/** Counters grow without an announcement. */
const countersMs = 10_000;

export function useSources() {
  return useQuery({
    queryKey: ['audit', 'sources'],
    queryFn: () => unwrap(api.GET('/api/audit/sources')),
    refetchInterval: countersMs,
  });
}

export function useSource(id: string) {
  return useQuery({
    queryKey: ['audit', 'source', id],
    queryFn: () => unwrap(api.GET('/api/audit/sources/{id}', { params: { path: { id } } })),
    refetchInterval: countersMs,
  });
}

/** A change of sources; lists and details are asked for again afterwards. */
export function useSourceChange<In, Out>(run: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit'] }),
  });
}

export const createSource = (body: Body<'createAuditSource'>) =>
  unwrap(api.POST('/api/audit/sources', { body }));
export const updateSource = (id: string, body: Body<'updateAuditSource'>) =>
  unwrap(api.PATCH('/api/audit/sources/{id}', { params: { path: { id } }, body }));
export const assignSender = (id: string, body: Body<'assignAuditSender'>) =>
  unwrap(api.POST('/api/audit/sources/{id}/senders', { params: { path: { id } }, body }));
export const removeSender = (id: string, sender: string) =>
  unwrap(api.DELETE('/api/audit/sources/{id}/senders/{sender}', { params: { path: { id, sender } } }));

/** A search of refused records is on record, which is announced under `audit`: it must not ask again by itself. */
const letters = ['audit-records', 'dead-letters'];

export function useDeadLetters(query: Query<'listDeadLetters'>) {
  return useQuery({
    queryKey: [...letters, query],
    queryFn: () => unwrap(api.GET('/api/audit/dead-letters', { params: { query } })),
    placeholderData: (before) => before,
    refetchOnWindowFocus: false,
  });
}

export function useDeadLetter(id: string) {
  return useQuery({
    queryKey: [...letters, 'one', id],
    queryFn: () => unwrap(api.GET('/api/audit/dead-letters/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'replayDeadLetters'>) =>
      unwrap(api.POST('/api/audit/dead-letters/replay', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: letters }),
  });
}

export function useDiscard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'discardDeadLetters'>) =>
      unwrap(api.POST('/api/audit/dead-letters/discard', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: letters }),
  });
}
