import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeless } from '../core/query/dates.ts';
import { parseQuery } from '../core/query/parse.ts';
import type { EventWriter } from '../ports.ts';
import { contractDocuments } from './contract-documents.ts';
import { contractQueries } from './contract-queries.ts';
import { type EventReader, placeOf, type SearchOptions } from './reader.ts';
import { writeDocuments } from './testing.ts';

/** An empty store under test. */
export type StoreUnderTest = {
  readonly writer: EventWriter;
  readonly reader: EventReader;
  /** Resolves when all that was written is searchable. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** The suite that every store has to pass: the same questions give the same events. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    const { signal } = new AbortController();
    let store: StoreUnderTest;

    beforeAll(async () => {
      store = await open();
      // Two halves that overlap, the second twice: what is there already is left as it is.
      await writeDocuments(store.writer, contractDocuments.slice(0, 12), signal);
      await writeDocuments(store.writer, contractDocuments.slice(8), signal);
      await writeDocuments(store.writer, contractDocuments.slice(8), signal);
      await store.settle();
    });
    afterAll(() => store?.close());

    const allPages = async (text: string, options: Partial<SearchOptions> = {}): Promise<number[]> => {
      const found: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await store.reader.search(
          parseQuery(text, timeless),
          { limit: 5, ...options, cursor: cursor ?? undefined },
          signal,
        );
        found.push(...page.items.map((item) => item.index));
        cursor = page.cursor;
      } while (cursor !== null);
      return found;
    };
    const range = { from: Date.parse('2026-11-21T23:50:00Z'), to: Date.parse('2026-11-22T00:02:00.500Z') };

    describe('queries', () => {
      for (const [text, expected] of contractQueries) {
        it(`ok/${text.slice(0, 60)}`, async () => {
          const found = await allPages(text);
          expect([...found].sort((a, b) => a - b)).toEqual(expected);
          expect(await store.reader.count(parseQuery(text, timeless), {}, signal)).toBe(expected.length);
        });
      }
    });

    it('ok/newest first by second and place, and the other way round', async () => {
      const byPlace = [...contractDocuments]
        .sort((a, b) => placeOf(a).second - placeOf(b).second || a.index - b.index)
        .map((doc) => doc.index);
      expect(byPlace.slice(0, 2)).toEqual([5, 0]);
      expect(await allPages('', { limit: 3 })).toEqual([...byPlace].reverse());
      expect(await allPages('', { limit: 4, order: 'oldest' })).toEqual(byPlace);
      expect(await allPages('same', { limit: 1 })).toEqual([13, 12]);
      expect(await allPages('same', { limit: 1, order: 'oldest' })).toEqual([12, 13]);
    });

    it('ok/from is inside the range, to is not, to the millisecond', async () => {
      expect((await allPages('', range)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 13]);
      expect(await store.reader.count(parseQuery('same', timeless), range, signal)).toBe(1);
      expect(await store.reader.count(parseQuery('', timeless), { to: range.from }, signal)).toBe(2);
      expect(await store.reader.count(parseQuery('低', timeless), { from: range.from }, signal)).toBe(3);
    });

    it('ok/a document comes back as it was written', async () => {
      const page = await store.reader.search(parseQuery('低保金', timeless), { limit: 10 }, signal);
      expect(page).toEqual({ items: [contractDocuments[0]], cursor: null });
      for (const doc of contractDocuments) expect(await store.reader.get(doc.id, signal)).toEqual(doc);
      expect(await store.reader.get('20261122-0000000fffff', signal)).toBeNull();
      expect(await store.reader.get('20200101-000000000001', signal)).toBeNull();
      expect(await store.reader.get('../../etc/passwd', signal)).toBeNull();
    });

    it('ok/histogram counts each bucket, empty ones too', async () => {
      const from = Date.parse('2026-11-21T23:48:00Z');
      const to = Date.parse('2026-11-22T00:08:00Z');
      const counts = async (text: string, buckets: number) =>
        (await store.reader.histogram(parseQuery(text, timeless), { from, to, buckets }, signal)).map(
          (b) => b.count,
        );
      expect(await counts('', 10)).toEqual([1, 1, 2, 1, 2, 2, 2, 2, 2, 1]);
      expect(await counts('低', 10)).toEqual([1, 0, 1, 0, 0, 1, 1, 0, 0, 0]);
      expect(await counts('message:低', 5)).toEqual([1, 1, 1, 1, 0]);
      expect(await counts('not event.outcome:*', 4)).toEqual([0, 2, 5, 2]);
      const [first, second] = await store.reader.histogram(
        parseQuery('', timeless),
        { from, to, buckets: 7 },
        signal,
      );
      expect([first?.from, second?.from]).toEqual([from, from + 172_000]);
    });

    it('ok/facets count the values of a field', async () => {
      const facets = (text: string, field: string, size = 10) =>
        store.reader.facets(parseQuery(text, timeless), { field, size }, signal);
      expect(await facets('', 'user.name', 4)).toEqual([
        { value: 'root', count: 2 },
        { value: 'zhang.wei', count: 2 },
        { value: 'admin', count: 1 },
        { value: 'li.na', count: 1 },
      ]);
      expect(await facets('db.rows >= 1', 'db.tables')).toEqual([
        { value: 'public.t_person', count: 3 },
        { value: 'public.t_family', count: 1 },
      ]);
      expect(await facets('message:登录', 'source.ip')).toEqual([{ value: '172.16.0.1', count: 1 }]);
      expect(await facets('nothing', 'user.name')).toEqual([]);
      await expect(facets('', 'anmin.id')).rejects.toMatchObject({ code: 'audit.facet-field' });
    });

    it('ok/tail goes on from a place in the log', async () => {
      const seen: number[] = [];
      let after = -1;
      for (let round = 0; round < 30; round++) {
        const page = await store.reader.tail(
          parseQuery('低 or db.rows:*', timeless),
          { after, limit: 2 },
          signal,
        );
        seen.push(...page.items.map((item) => item.index));
        if (page.last === after) break;
        after = page.last;
      }
      expect(seen).toEqual([0, 2, 3, 9, 10, 12, 13, 14, 16]);
      expect(after).toBe(contractDocuments.length - 1);
    });

    it('ok/the position is kept', async () => {
      expect(await store.writer.position()).toBe(0);
      await store.writer.setPosition(contractDocuments.length);
      expect(await store.writer.position()).toBe(contractDocuments.length);
    });

    it('fail/an aborted question rejects', async () => {
      const aborted = AbortSignal.abort(new Error('no longer wanted'));
      await expect(store.reader.count(parseQuery('低保', timeless), {}, aborted)).rejects.toThrow(
        'no longer wanted',
      );
    });
  });
}
