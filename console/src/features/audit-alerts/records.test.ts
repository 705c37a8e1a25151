import { describe, expect, it } from 'vitest';
import { timeless } from '../../../../audit/core/query/dates.ts';
import { matches } from '../../../../audit/core/query/match.ts';
import { parseQuery } from '../../../../audit/core/query/parse.ts';
import { placesQuery } from './records.ts';

const at = (source: string, sequence: number) => ({ source, sequence });

describe('a query of places', () => {
  it.each([
    { name: 'one', places: [at('ssh01', 0)] },
    { name: 'a run and one apart', places: [at('ssh01', 3), at('ssh01', 4), at('ssh01', 5), at('ssh01', 9)] },
    { name: 'two sources', places: [at('ssh01', 3), at('db-01.office', 3), at('db-01.office', 8)] },
  ])('finds exactly them: $name', ({ places }) => {
    const query = parseQuery(placesQuery(places), timeless);
    for (const source of ['ssh01', 'db-01.office', 'other'])
      for (let sequence = 0; sequence < 12; sequence++)
        expect(matches(query, { anmin: { source, sequence } }), `${source} ${sequence}`).toBe(
          places.some((place) => place.source === source && place.sequence === sequence),
        );
  });
});
