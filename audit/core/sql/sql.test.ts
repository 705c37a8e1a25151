import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSqlParser } from '../../adapters/sql-parser.ts';
import { fingerprint } from './fingerprint.ts';
import { createSqlReader } from './reader.ts';
import { operationOf, scanTables } from './scan.ts';
import { type SqlDialect, sqlTokens } from './tokens.ts';

describe('fingerprint', () => {
  it.each<[string, SqlDialect, string, string]>([
    [
      'literals and blanks',
      'postgresql',
      "SELECT  a,B FROM t\n WHERE x = 'it''s' AND y=-1.5e3",
      'select a, b from t where x = ? and y = ?',
    ],
    [
      'lists',
      'postgresql',
      'select 1 from t where a in (1, 2 ,3) or b IN (4)',
      'select ? from t where a in (?) or b in (?)',
    ],
    [
      'rows',
      'postgresql',
      "insert into t (a,b) values (1,'x'), (2,'y'), (3,'z')",
      'insert into t(a, b) values (?)',
    ],
    ['comments', 'postgresql', 'select /* a /* nested */ b */ 1 -- end\n from t', 'select ? from t'],
    ['dollar quotes', 'postgresql', "do $x$ begin 'a' end $x$; select $1, $$b$$", 'do ?; select ?, ?'],
    ['escape strings', 'postgresql', "select E'a\\'b', U&'x', 'c\\'", 'select ?, u & ?, ?'],
    [
      'quoted names keep their case',
      'postgresql',
      'select "Name", "plain" from "My T"',
      'select "Name", plain from "My T"',
    ],
    ['unterminated', 'postgresql', "select 'abc", 'select ?'],
    ['MySQL quotes', 'mysql', 'select "a\\"b", \'c\\\'d\' from `T` # end', 'select ?, ? from "T"'],
    [
      'code in a comment runs',
      'mysql',
      'select 1 /*!50000 union select pw from users */',
      'select ? union select pw from users',
    ],
    ['-- without a blank is no comment in MySQL', 'mysql', 'select 5--1', 'select ? - ?'],
    ['semicolon at the end', 'postgresql', 'select 1;;', 'select ?'],
  ])('ok/%s', (_, dialect, sql, text) => {
    expect(fingerprint(sql, dialect).text).toBe(text);
  });

  it('ok/16 hexadecimal digits, the same for other values', () => {
    const [a, b, c] = [
      "select * from t where id in (1,2) and n = 'x'",
      "SELECT *\nFROM t WHERE id IN (7) AND n='y' -- z",
      'select * from u where id in (1) and n = 2',
    ].map((sql) => fingerprint(sql!).hash);
    expect(a).toMatch(/^[0-9a-f]{16}$/);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  it('does not depend on the value of a literal, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.integer(), (text, number) => {
        const sql = `select a from t where x = '${text.replaceAll("'", "''")}' and y in (${number}, ${number})`;
        expect(fingerprint(sql).text).toBe('select a from t where x = ? and y in (?)');
        for (const dialect of ['postgresql', 'mysql'] as const) fingerprint(text, dialect);
      }),
    );
  });
});

describe('tables', async () => {
  const read = createSqlReader(await createSqlParser());

  it.each<[SqlDialect, string, string[], string, string]>([
    [
      'postgresql',
      'select * from public.Person p join org.dept d using (id), third',
      ['public.person', 'org.dept', 'third'],
      'SELECT',
      'READ',
    ],
    [
      'postgresql',
      'with w as (select * from a) insert into b select * from w join c using (x)',
      ['b', 'a', 'c'],
      'INSERT',
      'WRITE',
    ],
    [
      'postgresql',
      'update t set a = (select max(x) from u) where exists (select 1 from v)',
      ['t', 'u', 'v'],
      'UPDATE',
      'WRITE',
    ],
    ['postgresql', 'copy person to stdout', ['person'], 'COPY', 'WRITE'],
    ['postgresql', 'grant select on person to bob', ['person'], 'GRANT', 'ROLE'],
    ['postgresql', 'alter role bob superuser', [], 'ALTER', 'ROLE'],
    ['postgresql', 'truncate a, b', ['a', 'b'], 'TRUNCATE', 'WRITE'],
    [
      'mysql',
      'SELECT * FROM `person` p LEFT JOIN org.dept d ON p.d = d.id',
      ['person', 'org.dept'],
      'SELECT',
      'READ',
    ],
    ['mysql', 'delete from t1 where id = 1', ['t1'], 'DELETE', 'WRITE'],
    ['mysql', 'insert into db.t select * from k.q', ['db.t', 'k.q'], 'INSERT', 'WRITE'],
  ])('ok/%s %s', (dialect, sql, tables, operation, kind) => {
    const reading = read(sql, dialect);
    expect(reading.from).toBe('parser');
    expect([...reading.tables].toSorted()).toEqual(tables.toSorted());
    expect(reading).toMatchObject({ operation, class: kind });
  });

  it.each<[string, string[], string | undefined]>([
    ['select * from a.b, c as x, d where', ['a.b', 'c', 'd'], 'SELECT'],
    ['with w as (select 1 from a) select * from w join e on', ['a', 'e'], 'SELECT'],
    ['insert into t (a) values (1', ['t'], 'INSERT'],
    ['select extract(year from ts) from t for update', ['ts', 't'], 'SELECT'],
    ['drop table if exists x', ['x'], 'DROP'],
    ['', [], undefined],
  ])('ok/scan where no parser takes it: %s', (sql, tables, operation) => {
    const tokens = sqlTokens(sql, 'postgresql');
    expect(scanTables(tokens)).toEqual(tables);
    expect(operationOf(tokens)).toBe(operation);
  });

  it('says when it fell back, and does so for what is long or deep', () => {
    expect(read('select * from a wher wher wher', 'postgresql')).toMatchObject({
      from: 'scan',
      tables: ['a'],
    });
    expect(read(`select * from t where ${'('.repeat(200)}1${')'.repeat(200)} = 1`, 'mysql')).toMatchObject({
      from: 'scan',
      tables: ['t'],
    });
    expect(read(`select * from t where a in (${'1,'.repeat(30_000)}1)`, 'postgresql').tables).toEqual(['t']);
  });
});
