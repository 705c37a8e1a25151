import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.ts';
import { useMay } from '../../shell/session.ts';
import { valuesAt } from '../audit-search/fields.ts';
import type { FoundEvent } from '../audit-search/queries.ts';
import type { AlertDetail } from './queries.ts';
import { commonQuery, spanOfAlert } from './subject.ts';

const mostPages = 5;

/**
 * The records of an alert, the newest first, by one search of what they have in common; a record that it
 * does not reach is missing from the answer.
 */
export async function recordsOfAlert(
  { alert, eventIds }: AlertDetail,
  signal?: AbortSignal,
): Promise<FoundEvent[]> {
  const wanted = new Set(eventIds);
  const found: FoundEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages && found.length < wanted.size; page++) {
    const { items, cursor: next } = await unwrap(
      api.POST('/api/audit/events/search', {
        body: {
          query: commonQuery(alert),
          ...spanOfAlert(alert),
          limit: 200,
          buckets: 0,
          facets: [],
          ...(cursor === undefined ? {} : { cursor }),
        },
        ...(signal && { signal }),
      }),
    );
    found.push(...items.filter(({ id }) => wanted.has(id)));
    if (next === null) break;
    cursor = next;
  }
  return found;
}

/** The same for a page. Looking is on record, so it looks again only when the alert has more of them. */
export function useRecordsOfAlert(detail: AlertDetail) {
  const may = useMay();
  return useQuery({
    // Not below `audit`: the look is itself announced as a change there.
    queryKey: ['audit-records', 'alert', detail.alert.id, detail.eventIds.length, detail.eventIds[0]],
    queryFn: ({ signal }) => recordsOfAlert(detail, signal),
    enabled: may('audit.events.read') && detail.eventIds.length > 0,
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

/** A query that finds exactly the records at these places, whatever they say. */
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
