import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { timeless } from '../../core/query/dates.ts';
import { parseQuery } from '../../core/query/parse.ts';
import { expressionOf, type IndexWords, isExact, planOf } from './compile.ts';
import { newFieldCodes } from './terms.ts';

const words: IndexWords = {
  codes: newFieldCodes(),
  tokens: () => [],
  shapesWith: () => ({ ids: [1, 2, 3], others: true }),
};
const db = new DatabaseSync(':memory:');
db.exec(`CREATE VIRTUAL TABLE fts USING fts5 (t, content = '', tokenize = 'ascii')`);
const ask = db.prepare('SELECT count(*) AS n FROM fts WHERE fts MATCH ?');

const many = (make: (i: number) => string, count: number, by: string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(by);
const largest: [string, string][] = [
  ['256 words', many((i) => `w${i}`, 256, ' ')],
  ['256 alternatives', many((i) => `w${i}`, 256, ' or ')],
  ['mixed', many((i) => `(w${i} or not x${i})`, 80, ' ')],
  ['nested to the right', `${'(a or not (b '.repeat(6)}c${'))'.repeat(6)}`],
  ['nested to the left', `${'('.repeat(20)}a${' or b) and not c'.repeat(20)}`],
  ['not in not', `${'(a not '.repeat(10)}b${')'.repeat(10)}`],
  ['and within or', `${'("a b" or (c '.repeat(10)}d${'))'.repeat(10)}`],
  ['networks', many((i) => `source.ip:10.${i}.0.0/17`, 100, ' or ')],
  ['fields that exist', many((i) => `not f${i}:*`, 100, ' ')],
];
for (const [name, text] of largest) {
  it(`ok/SQLite reads the largest expressions: ${name}`, () => {
    const { sure, maybe } = planOf(parseQuery(text, timeless), words);
    for (const found of [sure, maybe]) {
      if (found !== 'all' && found !== 'none') expect(ask.get(expressionOf(found))).toEqual({ n: 0 });
    }
  });
}

it('ok/the index alone finds events by their ids', () => {
  const ids = many((i) => `20261122-${i.toString(16).padStart(12, '0')}`, 100, ' or ');
  expect(isExact(planOf(parseQuery(`anmin.id:(${ids})`, timeless), words))).toBe(true);
});
