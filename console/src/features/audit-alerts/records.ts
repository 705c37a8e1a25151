import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import { useMay } from '../../shell/session.ts';
import { valuesAt } from '../audit-search/fields.ts';
import type { FoundEvent } from '../audit-search/queries.ts';

/** Ids that one query takes; it is 4,096 characters long at most. */
const idsAtOnce = 100;
const always = { from: '1970-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

/** The records with these ids, the newest first; what is past its time is missing. */
export async function recordsOf(ids: readonly string[], signal?: AbortSignal): Promise<FoundEvent[]> {
  const found: FoundEvent[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const { items } = await unwrap(
      api.POST('/api/audit/events/search', {
        body: {
          query: `anmin.id:(${ids.slice(at, at + idsAtOnce).join(' or ')})`,
          ...always,
          limit: idsAtOnce,
          buckets: 0,
          facets: [],
        },
        ...(signal && { signal }),
      }),
    );
    found.push(...items);
  }
  return found;
}

/** The records with these ids; looking is on record, so it looks again only for another `key`. */
export function useRecords(key: readonly unknown[], ids: readonly string[]) {
  const may = useMay();
  return useQuery({
    // Not below `audit`: the look is itself announced as a change there.
    queryKey: ['audit-records', ...key],
    queryFn: ({ signal }) => recordsOf(ids, signal),
    enabled: may('audit.events.read') && ids.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Numbers in runs: 1, 2, 3, 7 are `[1, 3], [7, 7]`. */
function runsOf(numbers: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const value of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === value - 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

export type Place = { readonly source: string; readonly sequence: number };

/** A query that finds exactly the records at these places: shorter than their ids where they follow each other. */
export function placesQuery(places: readonly Place[]): string {
  const sources = [...new Set(places.map(({ source }) => source))];
  const parts = sources.map((source) => {
    const own = places.filter((place) => place.source === source);
    const runs = runsOf(own.map(({ sequence }) => sequence)).map(([first, last]) =>
      first === last ? `anmin.sequence:${first}` : `(anmin.sequence>=${first} anmin.sequence<=${last})`,
    );
    return `anmin.source:"${source}" ${runs.length === 1 ? runs[0] : `(${runs.join(' or ')})`}`;
  });
  return parts.length === 1 ? parts[0]! : parts.map((part) => `(${part})`).join(' or ');
}

/** Where a found record stands; undefined when it does not say. */
export function placeOf({ fields }: Pick<FoundEvent, 'fields'>): Place | undefined {
  const [source] = valuesAt(fields, 'anmin.source');
  const [sequence] = valuesAt(fields, 'anmin.sequence');
  return source === undefined || sequence === undefined ? undefined : { source, sequence: Number(sequence) };
}
