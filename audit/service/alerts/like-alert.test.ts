import { describe, expect, it } from 'vitest';
import { subjectFields, subjectOf } from '../../core/alerts/grouping.ts';
import { matches } from '../../core/query/match.ts';
import { parseQuery } from '../../core/query/parse.ts';
import type { EcsFields } from '../../core/record.ts';
import type { AlertRow } from '../../store/alerts.ts';
import { queryLike } from './like-alert.ts';

const said = (path: string, value: string): EcsFields =>
  path.split('.').reduceRight<EcsFields | string>((inner, key) => ({ [key]: inner }), value) as EcsFields;

const alertOf = (fields: EcsFields): AlertRow => {
  const { user, address, host } = subjectOf(fields);
  return { user_name: user, address, host } as AlertRow;
};

describe('a query for what is like an alert', () => {
  const sides = Object.entries(subjectFields).flatMap(([side, paths]) =>
    paths.map((path) => ({ side, path })),
  );

  it.each(sides)(
    'finds the record whose $path made the $side of the alert, and no other',
    ({ side, path }) => {
      const record = said(path, '10.1.2.3');
      const text = queryLike(alertOf(record), [side as keyof typeof subjectFields])!;
      const query = parseQuery(text, { utcOffset: 0, now: 0 });
      expect(matches(query, record)).toBe(true);
      expect(matches(query, said(path, '10.1.2.4'))).toBe(false);
    },
  );
});
