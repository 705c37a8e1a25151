import { type Fields, valuesAt } from './fields.ts';
import { condition } from './query-text.ts';
import { around, type Range, writeView } from './view.ts';

/** What two records can have in common, and the fields that say so. */
const table = [
  { key: 'person', paths: ['user.name', 'db.user'] },
  {
    key: 'session',
    paths: [
      'session.id',
      'anmin.event.actor.session',
      'postgresql.log.session_id',
      'mariadb.audit.connection_id',
    ],
  },
  { key: 'certificate', paths: ['tls.client.hash.sha256'] },
  { key: 'table', paths: ['db.tables'] },
  { key: 'host', paths: ['host.name'] },
  { key: 'address', paths: ['source.ip'] },
] as const;

/** Counted by each server for itself: the value says nothing without the source. */
const ofOneSource: readonly string[] = ['mariadb.audit.connection_id'];

export type Pivot = {
  readonly key: (typeof table)[number]['key'];
  readonly value: string;
  readonly to: string;
};

/** The address of a search. */
export function searchLink(query: string, range: Range): string {
  const params = writeView({ query, range, order: 'newest', live: false, event: undefined });
  return `/audit/search?${params}`;
}

/** Searches for what belongs to an event, half a day around it. Masked values lead nowhere. */
export function pivotsOf(fields: Fields, chinese: boolean): Pivot[] {
  const at = valuesAt(fields, '@timestamp')[0] ?? '';
  const range = around(at, 12 * 3_600_000);
  return table.flatMap(({ key, paths }) => {
    for (const path of paths) {
      const value = valuesAt(fields, path)[0];
      if (value === undefined || value === '' || value.includes('*')) continue;
      const [source] = ofOneSource.includes(path) ? valuesAt(fields, 'anmin.source') : [];
      const within = source === undefined ? '' : ` ${condition('anmin.source', source, chinese)}`;
      return [{ key, value, to: searchLink(`${condition(path, value, chinese)}${within}`, range) }];
    }
    return [];
  });
}
