import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Query } from '../../core/query/ast.ts';
import { timeless } from '../../core/query/dates.ts';
import { matches } from '../../core/query/match.ts';
import { parseQuery } from '../../core/query/parse.ts';
import { dayOf, type EcsFields, type EventDocument, eventId } from '../../core/record.ts';
import { writeDocuments } from '../testing.ts';
import { type EmbeddedStore, openEmbeddedStore } from './store.ts';
import { testFolder } from './testing.ts';

const { signal } = new AbortController();
const begin = Date.parse('2026-11-22T23:00:00Z');

const words = ['低保', '低', '保金', 'select', 't_person', '杭州', 'ＡＢＣ', '-', '10.0.0.1', '，'];
const text = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((parts) => parts.join(' '));
const number = fc.oneof(
  fc.constantFrom(0, 1, 9.5, 10, 99, 100, 101, 999, 1000, 1500, 2000, -1, -20, 1e300, 0.05),
  fc.integer({ min: 0, max: 3000 }),
);
const address = fc.oneof(
  fc.constantFrom(
    '10.0.0.1',
    '10.1.2.3',
    '10.1.128.9',
    '172.16.5.5',
    'fe80::1',
    '2001:db8::5',
    'not an address',
  ),
  fc.ipV4(),
);
const name = fc.constantFrom('zhang.wei', 'ZHANG.WEI', 'li_na', '张三', 'a*b', 'root', '');

const event: fc.Arbitrary<EcsFields> = fc.record(
  {
    message: text,
    event: fc.record(
      { original: text, outcome: fc.constantFrom('success', 'failure') },
      { requiredKeys: [] },
    ),
    user: fc.record({ name: fc.oneof(name, fc.array(name, { maxLength: 3 })) }),
    source: fc.record({ ip: fc.oneof(address, fc.array(address, { maxLength: 2 })) }),
    db: fc.record(
      { rows: fc.oneof(number, fc.array(number, { maxLength: 3 })), statement: text },
      { requiredKeys: [] },
    ),
    labels: fc.record({ a: name, n: number }, { requiredKeys: [] }),
  },
  { requiredKeys: ['event'] },
);

const leaf = fc.oneof(
  fc.constantFrom(
    ...[
      '低保',
      '低',
      '"低保 select"',
      't_per*',
      'abc',
      'message:低保',
      'message:保',
      'db.statement:"t_person 杭州"',
    ],
    ...[
      'user.name:zhang*',
      'user.name:*a*',
      'user.name:li_na',
      'user.name:a\\*b',
      'user.name:""',
      'user.name:*',
    ],
    ...['event.outcome:success', 'labels.a:root', 'labels.a:*a*', 'labels:*', 'labels.n:1000'],
    ...['source.ip:10.1.128.0/17', 'source.ip:10.0.0.0/30', 'source.ip:fe80::/10', 'source.ip:2001:db8::/33'],
  ),
  fc.tuple(fc.constantFrom('>', '>=', '<', '<='), number).map(([mark, value]) => `db.rows ${mark} ${value}`),
  number.map((value) => `db.rows:${value}`),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `source.ip:${ip}/${bits}`),
  fc
    .tuple(fc.constantFrom('>', '>=', '<', '<='), fc.integer({ min: 0, max: 100_000 }))
    .map(([mark, ms]) => `@timestamp ${mark} ${new Date(begin + ms).toISOString()}`),
);
const { query } = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('query').map((one) => `not (${one})`),
    fc
      .tuple(tie('query'), fc.constantFrom('and', 'or'), tie('query'))
      .map(([a, j, b]) => `(${a}) ${j} (${b})`),
  ),
}));

describe('random events and random questions', () => {
  const folder = testFolder();
  let store: EmbeddedStore;
  let documents: EventDocument[];

  beforeAll(async () => {
    store = openEmbeddedStore({ folder: folder.path });
    documents = fc.sample(event, { numRuns: 400, seed: 20_261_122 }).map((fields, index) => {
      const receivedAt = begin + index * 15_000;
      const stamp = new Date(begin + ((index * 7919) % 100_000)).toISOString();
      const id = eventId(receivedAt, index);
      return { id, index, day: dayOf(receivedAt), fields: { '@timestamp': stamp, ...fields } };
    });
    await writeDocuments(store.writer, documents, signal);
    await store.settled();
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });

  const expected = (asked: Query) => documents.filter((one) => matches(asked, one.fields));

  it('give what the meaning of the language says', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const asked = parseQuery(text, timeless);
        const right = expected(asked).map((one) => one.index);
        const page = await store.reader.search(asked, { limit: 1000 }, signal);
        expect(page.items.map((one) => one.index).sort((a, b) => a - b)).toEqual(right);
        expect(await store.reader.count(asked, {}, signal)).toBe(right.length);
      }),
      { numRuns: 400 },
    );
  });

  it('fall into the right buckets and values', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 20 }), async (text, buckets) => {
        const asked = parseQuery(text, timeless);
        const right = expected(asked);
        const range = { from: begin, to: begin + 100_000, buckets };
        const chart = await store.reader.histogram(asked, range, signal);
        const width = Math.ceil(100 / buckets) * 1000;
        expect(chart.map((bucket) => bucket.count)).toEqual(
          chart.map(
            ({ from }) => right.filter((one) => from <= time(one) && time(one) < from + width).length,
          ),
        );
        const facets = await store.reader.facets(asked, { field: 'event.outcome', size: 5 }, signal);
        for (const value of ['success', 'failure']) {
          const count = expected({
            kind: 'and',
            items: [asked, parseQuery(`event.outcome:${value}`, timeless)],
          }).length;
          expect(facets.find((one) => one.value === value)?.count ?? 0).toBe(count);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function time(document: EventDocument): number {
  return Date.parse(document.fields['@timestamp'] as string);
}
