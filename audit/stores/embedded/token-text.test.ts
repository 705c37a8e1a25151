import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokensOfTexts } from '../../core/query/search-tokens.ts';
import { textOfTexts } from './token-text.ts';

const db = new DatabaseSync(':memory:');
db.exec(`
  CREATE VIRTUAL TABLE fts USING fts5 (t, tokenize = 'ascii');
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab (fts, instance);
`);

/** The tokens that SQLite makes of a text, in their order. */
function cutBySqlite(text: string): string[] {
  db.exec('DELETE FROM fts');
  db.prepare('INSERT INTO fts (rowid, t) VALUES (1, ?)').run(text);
  const rows = db.prepare('SELECT term FROM vocabulary ORDER BY offset').all() as { term: string }[];
  return rows.map(({ term }) => term);
}

const units = [
  '低',
  '保',
  '，',
  'a',
  'B',
  '9',
  ' ',
  '-',
  '_',
  '.',
  '\0',
  '\ud800',
  '𠮷',
  'é',
  'ß',
  'Ⅳ',
  '\ue000',
];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...units), maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('a', 'B', '1', '"', '/', '\n'), maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

it('SQLite cuts it into the tokens that we would', () => {
  fc.assert(
    fc.property(fc.option(text, { nil: undefined }), fc.array(text, { maxLength: 4 }), (original, texts) => {
      // A lone surrogate has no UTF-8: SQLite gets, as ever, the replacement character.
      const ours = tokensOfTexts(original, texts).map((token) => token.toWellFormed());
      expect(cutBySqlite(textOfTexts(original, texts))).toEqual(ours);
    }),
    { numRuns: 2000 },
  );
});
