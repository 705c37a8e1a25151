import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#platform/kernel/errors.ts';
import type { Query } from './ast.ts';
import { timeless } from './dates.ts';
import { parseQuery } from './parse.ts';

function failure(text: string): { code: string; position?: unknown } {
  try {
    parseQuery(text, timeless);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, position: error.details.position };
    throw error;
  }
  throw new Error('was taken');
}

describe('a query that cannot be read says where', () => {
  const cases: [text: string, code: string, position: number | undefined][] = [
    ['低保 "没有结束', 'query-quote-open', 4],
    ['(a or b', 'query-bracket-open', 1],
    ['a and (b', 'query-bracket-open', 7],
    ['a )', 'query-unexpected', 3],
    ['a and', 'query-ends', 6],
    ['or a', 'query-unexpected', 1],
    ['user.name:', 'query-value-missing', 11],
    ['user.name: and b', 'query-value-missing', 12],
    ['db.rows:many', 'query-number', 9],
    ['db.rows:1*', 'query-number', 9],
    ['db.rows >= ', 'query-value-missing', 12],
    ['@timestamp:2026-13-01', 'query-date', 12],
    ['@timestamp >= 2026-02-30', 'query-date', 15],
    ['source.ip:10.0.0.0/33', 'query-address', 11],
    ['source.ip:999.1.1.1', 'query-address', 11],
    ['source.ip:1*', 'query-address', 11],
    ['user.name > a', 'query-range-field', 13],
    ['message:[a TO b]', 'query-range-field', 10],
    ['db.rows:[1 to', 'query-value-missing', 14],
    ['db.rows:[1 to 2', 'query-bracket-open', 9],
    ['db.rows:[1 2]', 'query-unexpected', 12],
    ['message:*person', 'query-wildcard-text', 9],
    ['per*son', 'query-wildcard-text', 1],
    ['???', 'query-no-words', 1],
    ['message:"——"', 'query-no-words', 9],
    ['a:b:c d:(e:f)', 'query-unexpected', 10],
    [`${'f'.repeat(300)}:x`, 'query-field-name', 1],
    ['(('.repeat(40), 'query-too-deep', 22],
    ['not '.repeat(40), 'query-too-deep', 85],
    ['a '.repeat(300), 'query-too-many', 513],
    ['a'.repeat(5000), 'query-too-long', undefined],
  ];
  for (const [text, code, position] of cases) {
    it(`fail/${text.slice(0, 40)}`, () => expect(failure(text)).toEqual({ code: `audit.${code}`, position }));
  }
});

describe('ways to write the same', () => {
  const same: [string, string][] = [
    ['用户:root', 'user.name:root'],
    ['user.name：root', 'user.name:root'],
    ['（a or b） and c', '(a or b) and c'],
    ['“低保金”', '"低保金"'],
    ['db.rows>=10', 'db.rows:>=10'],
    ['db.rows:[10 TO *]', 'db.rows >= 10'],
    ['db.rows＞＝１０', 'db.rows >= 10'],
    ['a AND b Or c', '(a b) or c'],
    ['source.ip:10.1.*', 'source.ip:10.1.0.0/16'],
    ['source.ip:10.1.255.3/16', 'source.ip:10.1.0.0/16'],
    ['source.ip:FE80:0:0::0/10', 'source.ip:fe80::/10'],
    ['source.ip:"::ffff:10.1.2.3"', 'source.ip:10.1.2.3'],
    ['@timestamp:2026-11-22T08:30:00+08:00', '@timestamp:2026-11-22T00:30:00Z'],
    ['@timestamp:2026-11', '@timestamp:[2026-11-01 TO 2026-11-30]'],
    ['低保*', '低保'],
    ['"http://a/b"', 'http://a/b'],
  ];
  for (const [one, other] of same) {
    it(`ok/${one}`, () => expect(parseQuery(one, timeless)).toEqual(parseQuery(other, timeless)));
  }

  it('times without a zone, and now, are meant as the caller says', () => {
    const range = (query: Query) => (query.kind === 'date' ? query.range : null);
    const context = { utcOffset: 480, now: Date.parse('2026-11-22T10:00:00Z') };
    expect(range(parseQuery('@timestamp:2026-11-22', context))).toMatchObject({
      min: Date.parse('2026-11-21T16:00:00Z'),
      max: Date.parse('2026-11-22T16:00:00Z'),
    });
    expect(range(parseQuery('@timestamp >= now-15m', context))).toMatchObject({
      min: Date.parse('2026-11-22T09:45:00Z'),
      max: null,
    });
  });
});

describe('anything that is typed', () => {
  const pieces = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      '“',
      '”',
      '*',
      ':',
      '：',
      '>',
      '<=',
      ' ',
      '\\',
      'and',
      'or',
      'not',
      'to',
    ],
    ...[
      '低保',
      'user.name',
      'db.rows',
      '@timestamp',
      'source.ip',
      '10',
      '10.0.0.0/8',
      '::',
      '\u0000',
      '\ud800',
      'a',
    ],
  );

  it('is read or refused with a place, never more', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        try {
          parseQuery(text, timeless);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).code).toMatch(/^audit\.query-/);
          expect((error as AppError).details.position).toBeGreaterThanOrEqual(1);
          expect((error as AppError).details.position).toBeLessThanOrEqual(text.length + 1);
          expect((error as AppError).texts.zh).not.toMatch(/[{}](position|found|field|limit)/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
