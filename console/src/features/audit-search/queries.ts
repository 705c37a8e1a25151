import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, unwrap } from '../../api/client.ts';
import type { Answer, Body, Item } from '../../api/types.ts';

export type Found = Answer<'searchEvents'>;
export type FoundEvent = Found['items'][number];
export type EventDetail = Answer<'getEvent'>;
export type SavedSearch = Item<'listSavedSearches'>;

/**
 * Every look into the records is itself recorded, and the record is announced as a change of `audit`: under
 * that key a search would make itself stale for ever.
 */
const domain = 'audit-records';
/** What was found stays until the person searches again: a look of the machine's own would be on record too. */
const kept = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false };

export type Wanted = Pick<Body<'searchEvents'>, 'query' | 'from' | 'to' | 'order'> & {
  readonly buckets: number;
  readonly facets: readonly string[];
};

/** Pages of a search; histogram and facets come with the first one. `round` makes it a new look. */
export function useEventSearch({ facets, buckets, ...wanted }: Wanted, round: number, enabled = true) {
  return useInfiniteQuery({
    queryKey: [domain, 'search', wanted, facets, buckets, round],
    queryFn: ({ pageParam, signal }) => {
      const first = pageParam === undefined;
      const body = first
        ? { ...wanted, limit: 50, buckets, facets: [...facets] }
        : { ...wanted, limit: 50, buckets: 0, facets: [], cursor: pageParam };
      return unwrap(api.POST('/api/audit/events/search', { body, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor ?? undefined,
    placeholderData: (before) => before,
    enabled,
    ...kept,
  });
}

const tailMs = 2000;
const tailMost = 300;

/** Records as they come in, the newest first; `paused` stops to look. */
export function useTail(query: string, on: boolean, paused: boolean) {
  const [items, setItems] = useState<readonly FoundEvent[]>([]);
  const [error, setError] = useState<unknown>(null);
  const place = useRef<{ query: string; last: number }>(undefined);

  useEffect(() => {
    if (!on) {
      place.current = undefined;
      setItems([]);
      setError(null);
    }
  }, [on]);

  useEffect(() => {
    if (!on || paused) return;
    if (place.current?.query !== query) {
      place.current = undefined;
      setItems([]);
    }
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const after = place.current?.last;
        const body = { query, limit: 100, ...(after === undefined ? {} : { after }) };
        const page = await unwrap(api.POST('/api/audit/events/tail', { body, signal: stop.signal }));
        if (stop.signal.aborted) return;
        place.current = { query, last: page.last };
        setError(null);
        if (page.items.length > 0)
          setItems((before) => [...page.items.toReversed(), ...before].slice(0, tailMost));
      } catch (problem) {
        if (stop.signal.aborted) return;
        setError(problem);
      }
      timer = setTimeout(look, tailMs);
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [query, on, paused]);

  return { items, error };
}

export function useEvent(id: string) {
  return useQuery({
    queryKey: [domain, 'event', id],
    queryFn: () => unwrap(api.GET('/api/audit/events/{id}', { params: { path: { id } } })),
    ...kept,
  });
}

/** What is unmasked is for the eyes of one moment: it is not kept in the cache. */
export function useUnmasking<R>(unmask: (reason: string) => Promise<R>) {
  return useMutation({ mutationFn: unmask, gcTime: 0 });
}

export const unmaskEvent = (id: string, reason: string) =>
  unwrap(api.POST('/api/audit/events/{id}/unmask', { params: { path: { id } }, body: { reason } }));

const savedKey = [domain, 'saved'];

export function useSavedSearches() {
  return useQuery({ queryKey: savedKey, queryFn: () => unwrap(api.GET('/api/audit/searches')) });
}

export function useSaveSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'saveSearch'>) => unwrap(api.POST('/api/audit/searches', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: savedKey }),
  });
}

export function useRemoveSavedSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE('/api/audit/searches/{id}', { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: savedKey }),
  });
}
