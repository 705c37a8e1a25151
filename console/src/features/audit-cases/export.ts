import { api, unwrap } from '../../api/client.ts';
import { placeOf, placesQuery, recordsOfAlert } from '../audit-alerts/records.ts';
import { firstOf } from '../audit-search/fields.ts';
import type { FoundEvent } from '../audit-search/queries.ts';
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

const oneAtATime = 100;

/**
 * Asks for exactly the records of a case: its evidence, and what raised its alerts.
 * @throws ApiError
 */
export async function draftOf(detail: CaseDetail): Promise<Draft | undefined> {
  const evidence = detail.entries.flatMap(({ eventId }) => eventId ?? []);
  const { items: alerts } = await unwrap(
    api.GET('/api/audit/alerts', { params: { query: { caseId: detail.case.id, page: 1, pageSize: 50 } } }),
  );
  const found = new Map<string, FoundEvent>();
  const wanted = new Set(evidence);
  for (const { id } of alerts) {
    const alert = await unwrap(api.GET('/api/audit/alerts/{id}', { params: { path: { id } } }));
    for (const eventId of alert.eventIds) wanted.add(eventId);
    for (const event of await recordsOfAlert(alert)) found.set(event.id, event);
  }
  for (const id of [...wanted].filter((eventId) => !found.has(eventId)).slice(0, oneAtATime)) {
    const one = await api.GET('/api/audit/events/{id}', { params: { path: { id } } });
    if (one.data) found.set(id, one.data.event);
  }
  const events = [...found.values()];
  const places = events.map(placeOf).filter((place) => place !== undefined);
  if (places.length === 0) return undefined;
  const times = events.flatMap(({ fields }) => Date.parse(firstOf(fields, '@timestamp') ?? '') || []);
  return {
    title: `${detail.case.number} ${detail.case.title}`.slice(0, 200),
    query: placesQuery(places),
    from: new Date(Math.min(...times)).toISOString(),
    to: new Date(Math.max(...times) + 1000).toISOString(),
    missing: wanted.size - events.length,
  };
}
