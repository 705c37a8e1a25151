import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item, Query } from '../../api/types.ts';

export type Source = Item<'listAuditSources'>;
export type Listeners = Answer<'listAuditSources'>['listeners'];
export type Sender = Source['senders'][number];
export type DeadLetter = Item<'listDeadLetters'>;
export type Agent = Item<'listAuditAgents'>;
export type Invitation = Answer<'inviteAuditAgent'>;
export type TriedLine = Answer<'previewParsing'>[number];

/** Ways in that a person can choose; `own` is this system itself. */
export const kinds = ['syslog', 'agent', 'bulk', 'elastic', 'pull'] as const;
/** Databases that keep their audit in tables. */
export const engines = ['opengauss', 'kingbase', 'kingbase-sso', 'dameng'] as const;

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

export const createSource = (body: Body<'createAuditSource'>) =>
  unwrap(api.POST('/api/audit/sources', { body }));
export const updateSource = (id: string, body: Body<'updateAuditSource'>) =>
  unwrap(api.PATCH('/api/audit/sources/{id}', { params: { path: { id } }, body }));
export const assignSender = (id: string, body: Body<'assignAuditSender'>) =>
  unwrap(api.POST('/api/audit/sources/{id}/senders', { params: { path: { id } }, body }));
export const removeSender = (id: string, sender: string) =>
  unwrap(api.DELETE('/api/audit/sources/{id}/senders/{sender}', { params: { path: { id, sender } } }));

/** Formats that the server knows, in the order in which it tries them by itself. */
export function useFormats() {
  return useQuery({
    queryKey: ['audit-formats'],
    queryFn: () => unwrap(api.GET('/api/audit/formats')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a chain makes of lines; of the last ones that the source sent when there are none. */
export function usePreview(id: string, body: Body<'previewParsing'>, enabled: boolean) {
  return useQuery({
    queryKey: ['audit-preview', id, body],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/audit/sources/{id}/preview', { params: { path: { id } }, body, signal })),
    enabled,
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useAgents(id: string) {
  return useQuery({
    queryKey: ['audit', 'agents', id],
    queryFn: () => unwrap(api.GET('/api/audit/sources/{id}/agents', { params: { path: { id } } })),
  });
}

export const inviteAgent = (id: string, body: Body<'inviteAuditAgent'>) =>
  unwrap(api.POST('/api/audit/sources/{id}/enrolments', { params: { path: { id } }, body }));

/** Where agents enrol and the fingerprint by which they know the root of this system. */
export function useAgentCentre() {
  return useQuery({
    queryKey: ['audit-agent-centre'],
    queryFn: async () => {
      const [{ certificateSignInUrl }, authorities] = await Promise.all([
        unwrap(api.GET('/api/access/setup')),
        unwrap(api.GET('/api/pki/authorities')),
      ]);
      const root = authorities.find(({ kind, state }) => kind === 'root' && state === 'active');
      if (root === undefined) throw new Error('there is no root to enrol under');
      // Agents send with their certificate, which only the listener of the sign-in by certificate asks for.
      return { server: new URL(certificateSignInUrl ?? location.href).origin, fingerprint: root.fingerprint };
    },
  });
}

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

export const unmaskDeadLetter = (id: string, reason: string) =>
  unwrap(api.POST('/api/audit/dead-letters/{id}/unmask', { params: { path: { id } }, body: { reason } }));

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
