import { api, unwrap } from '../../api/client.ts';
import { placeOf, placesQuery, recordsOf } from '../audit-alerts/records.ts';
import { firstOf } from '../audit-search/fields.ts';
import type { CaseDetail } from './queries.ts';

/** What an export of a case's records begins with. */
export type Draft = {
  readonly title: string;
  readonly query: string;
  readonly from: string;
  readonly to: string;
  /** Records that could not be found again. */
  readonly missing: number;
};

/**
 * Asks for exactly the records of a case: its evidence, and what raised its alerts; undefined when it has none.
 * @throws ApiError
 */
export async function draftOf({ case: of, entries }: CaseDetail): Promise<Draft | undefined> {
  const wanted = new Set(entries.flatMap(({ eventId }) => eventId ?? []));
  const { items: alerts } = await unwrap(
    api.GET('/api/audit/alerts', { params: { query: { caseId: of.id, page: 1, pageSize: 200 } } }),
  );
  for (const { id } of alerts) {
    const { eventIds } = await unwrap(api.GET('/api/audit/alerts/{id}', { params: { path: { id } } }));
    for (const eventId of eventIds) wanted.add(eventId);
  }
  const records = await recordsOf([...wanted]);
  const places = records.map(placeOf).filter((place) => place !== undefined);
  if (places.length === 0) return undefined;
  const times = records.map(({ fields }) => Date.parse(firstOf(fields, '@timestamp') ?? ''));
  return {
    title: `${of.number} ${of.title}`.slice(0, 200),
    query: placesQuery(places),
    from: new Date(Math.min(...times)).toISOString(),
    to: new Date(Math.max(...times) + 1000).toISOString(),
    missing: wanted.size - records.length,
  };
}
