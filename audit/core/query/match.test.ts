import { describe, expect, it } from 'vitest';
import { contractDocuments } from '../../stores/contract-documents.ts';
import { contractQueries } from '../../stores/contract-queries.ts';
import { timeless } from './dates.ts';
import { matches } from './match.ts';
import { parseQuery } from './parse.ts';

describe('the meaning of the query language', () => {
  for (const [text, expected] of contractQueries) {
    it(`ok/${text.slice(0, 60)}`, () => {
      const query = parseQuery(text, timeless);
      const found = contractDocuments.filter((doc) => matches(query, doc.fields)).map((doc) => doc.index);
      expect(found).toEqual(expected);
    });
  }
});
