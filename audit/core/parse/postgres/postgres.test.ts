import { describe, expect, it } from 'vitest';
import { createSqlParser } from '../../../adapters/sql-parser.ts';
import { createParsing } from '../parsing.ts';

const { parseRecord } = createParsing({ sql: await createSqlParser() });
const context = { receivedAt: Date.parse('2026-11-22T09:00:00Z'), timeZone: 'Asia/Shanghai' };
const parse = (text: string) => parseRecord(text, 'auto', context);

const head =
  '2026-11-22 16:20:31.123 CST,"app","mz",4123,"10.1.2.3:51234",6561a1b2.101b,7,"SELECT",2026-11-22 16:00:00 CST,3/14,0';

describe('csvlog', () => {
  it.each([
    ['9.0 to 12, 23 columns', ',"psql"'],
    ['13, 24 columns', ',"psql","client backend"'],
    ['14 on, 26 columns', ',"psql","client backend",,-5611'],
  ])('ok/%s: pgaudit is CSV inside CSV, over lines', (_, tail) => {
    const statement = `select "Name"\nfrom person where id_no = '1' and name in ('张三','李,四')`;
    const inner = `SESSION,3,1,READ,SELECT,TABLE,public.person,"${statement.replaceAll('"', '""')}","1,2"`;
    const event = parse(`${head},LOG,00000,"AUDIT: ${inner.replaceAll('"', '""')}",,,,,,,,${tail}`);
    expect(event).toMatchObject({
      '@timestamp': '2026-11-22T08:20:31.123Z',
      anmin: { parser: 'postgresql-csv', class: 'database' },
      event: { dataset: 'postgresql.audit', action: 'select', type: ['access'] },
      user: { name: 'app' },
      source: { ip: '10.1.2.3', port: 51234 },
      db: {
        system: 'postgresql',
        name: 'mz',
        user: 'app',
        statement,
        operation: 'SELECT',
        class: 'READ',
        tables: ['public.person'],
        tables_from: 'parser',
      },
      postgresql: {
        audit: { type: 'SESSION', parameter: '1,2', object_name: 'public.person' },
        log: { application_name: 'psql' },
      },
    });
  });

  it('ok/an error keeps its statement', () => {
    const event = parse(
      `${head},ERROR,42P01,"relation ""nope"" does not exist",,,,,,"select * from nope",15,,"psql"`,
    );
    expect(event).toMatchObject({
      event: { outcome: 'failure', code: '42P01', type: ['error'] },
      error: { message: 'relation "nope" does not exist' },
      db: { statement: 'select * from nope', tables: ['nope'] },
    });
  });

  it('ok/what was not logged is left out', () => {
    const event = parse(
      `${head},LOG,00000,"AUDIT: OBJECT,3,1,READ,SELECT,TABLE,public.account,<not logged>,<not logged>",,,,,,,,,"psql"`,
    ) as { db: object };
    expect(event.db).not.toHaveProperty('statement');
    expect(event.db).toMatchObject({ tables: ['public.account'] });
  });

  it('ok/rows say that the statement ended', () => {
    expect(
      parse(
        `${head},LOG,00000,"AUDIT: SESSION,3,1,WRITE,UPDATE,,,update t set a = 1,<none>,250",,,,,,,,,"psql"`,
      ),
    ).toMatchObject({ event: { outcome: 'success' }, db: { rows: 250, tables: ['t'] } });
  });
});

describe('text log', () => {
  it.each([
    [
      '%m [%p] %q%u@%d',
      '2026-11-22 16:20:31.123 CST [123] app@mz LOG:  AUDIT: SESSION,1,1,DDL,DROP TABLE,TABLE,public.x,drop table x,<not logged>',
      {
        '@timestamp': '2026-11-22T08:20:31.123Z',
        event: { action: 'drop-table', type: ['deletion'] },
        user: { name: 'app' },
        db: { name: 'mz', operation: 'DROP', class: 'DDL' },
        process: { pid: 123 },
      },
    ],
    [
      '%t [%p]: user=,db=,app=,client=',
      '2026-11-22 08:20:31 UTC [123]: [7-1] user=app,db=mz,app=[unknown],client=10.0.0.7 LOG:  duration: 1.500 ms  statement: select 1 from t',
      {
        '@timestamp': '2026-11-22T08:20:31.000Z',
        event: { duration: 1_500_000, outcome: 'success', type: ['access'] },
        db: { statement: 'select 1 from t', tables: ['t'] },
        source: { ip: '10.0.0.7' },
      },
    ],
    [
      '%m:%r:%u@%d:[%p] (RDS)',
      '2026-11-22 08:20:31 UTC:10.0.1.6(44004):bob@mz:[123]:FATAL:  password authentication failed for user "bob"',
      { event: { outcome: 'failure', category: ['authentication', 'database'] }, user: { name: 'bob' } },
    ],
    [
      '%t:%r:%u@%d:[%p]: (RDS): who and whence',
      '2026-11-22 08:20:31 UTC:10.0.1.6(44004):bob@mz:[123]:ERROR: relation "x" does not exist',
      {
        '@timestamp': '2026-11-22T08:20:31.000Z',
        user: { name: 'bob' },
        db: { name: 'mz' },
        source: { ip: '10.0.1.6', port: 44004 },
        process: { pid: 123 },
        message: 'relation "x" does not exist',
      },
    ],
    [
      'the same without a client',
      '2026-11-22 08:20:31 UTC::@:[123]:LOG:  checkpoint starting: time',
      { db: { system: 'postgresql' }, process: { pid: 123 } },
    ],
    [
      '< %m >',
      '< 2026-11-22 16:20:31.123 CST >LOG:  database system is ready to accept connections',
      { '@timestamp': '2026-11-22T08:20:31.123Z', event: { action: 'database-started' } },
    ],
    [
      'a container in front',
      'db-1  | 2026-11-22 16:20:31.123 CST [54] LOG:  statement: select 1 from t',
      { '@timestamp': '2026-11-22T08:20:31.123Z', process: { pid: 54 }, db: { tables: ['t'] } },
    ],
    [
      '%m [%p %l %c] [%r %a]',
      '2026-11-22 16:20:31.123 CST [54 2 639235e1.16c3b] [10.0.0.9(4444) psql] LOG:  x',
      {
        process: { pid: 54 },
        source: { ip: '10.0.0.9', port: 4444 },
        postgresql: { log: { session_id: '639235e1.16c3b' } },
      },
    ],
    [
      '%n',
      '1795335631.123 [77] LOG:  database system is ready to accept connections',
      { '@timestamp': '2026-11-22T08:20:31.123Z', event: { action: 'database-started' } },
    ],
    [
      'received',
      '2026-11-22 16:20:31.200 CST [124] [unknown]@[unknown] LOG:  connection received: host=10.0.0.9 port=4444',
      { event: { action: 'connection-received' }, source: { ip: '10.0.0.9', port: 4444 } },
    ],
    [
      'authorized',
      '2026-11-22 16:20:31.200 CST [124] bob@mz LOG:  connection authorized: user=bob database=mz application_name=psql SSL enabled (protocol=TLSv1.3)',
      {
        event: { action: 'connection-authorized', outcome: 'success' },
        user: { name: 'bob' },
        db: { name: 'mz' },
      },
    ],
    [
      'disconnection',
      '2026-11-22 16:20:31.200 CST [124] bob@mz LOG:  disconnection: session time: 0:00:01.250 user=bob database=mz host=10.0.0.9 port=4444',
      { event: { action: 'disconnection', duration: 1_250_000_000, type: ['end'] }, source: { port: 4444 } },
    ],
    [
      'audit switched off',
      '2026-11-22 16:20:31.200 CST [1] LOG:  parameter "pgaudit.log" changed to "none"',
      { event: { action: 'parameter-changed', category: ['configuration', 'database'] } },
    ],
    [
      'no pg_hba.conf entry',
      '2026-11-22 16:20:31.300 CST [124] FATAL:  no pg_hba.conf entry for host "10.0.0.8", user "eve", database "mz", no encryption',
      {
        event: { action: 'connection-refused', outcome: 'failure' },
        user: { name: 'eve' },
        source: { ip: '10.0.0.8' },
      },
    ],
    [
      'Chinese messages',
      '2026-11-22 16:20:31.123 CST [123] app@mz 错误:  关系 "nope" 不存在\n2026-11-22 16:20:31.123 CST [123] app@mz 语句:  select *\n\tfrom nope',
      {
        log: { level: 'ERROR' },
        event: { outcome: 'failure' },
        db: { statement: 'select *\nfrom nope', tables: ['nope'] },
      },
    ],
    [
      'parts',
      '2026-11-22 16:20:31.123 CST [123] app@mz ERROR:  deadlock\n2026-11-22 16:20:31.123 CST [123] app@mz DETAIL:  Process 1 waits\n\tProcess 2 waits\n2026-11-22 16:20:31.123 CST [123] app@mz STATEMENT:  update t set a=1',
      {
        message: 'deadlock',
        postgresql: { log: { detail: 'Process 1 waits\nProcess 2 waits' } },
        db: { statement: 'update t set a=1' },
      },
    ],
    [
      'syslog in parts',
      '<134>Nov 22 16:20:31 db1 postgres[99]: [5-1] user=app,db=mz,app=x,client=10.0.0.7 LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,"select 1\n<134>Nov 22 16:20:31 db1 postgres[99]: [5-2] #011from t where a\n<134>Nov 22 16:20:31 db1 postgres[99]: [5-3]  = 1",<not logged>',
      {
        host: { name: 'db1' },
        db: { statement: 'select 1\nfrom t where a = 1', tables: ['t'] },
        source: { ip: '10.0.0.7' },
      },
    ],
  ])('ok/%s', (_, text, expected) => {
    expect(parse(text)).toMatchObject({ anmin: { parser: 'postgresql' }, ...expected });
  });
});

it('jsonlog', () => {
  const text =
    '{"timestamp":"2026-11-22 16:20:31.123 CST","user":"app","dbname":"mz","pid":12,"remote_host":"10.0.0.1","remote_port":5555,"session_id":"a.b","line_num":1,"error_severity":"LOG","message":"AUDIT: SESSION,1,1,ROLE,GRANT,TABLE,,grant select on t to bob,<none>","backend_type":"client backend","query_id":0}';
  expect(parse(text)).toMatchObject({
    anmin: { parser: 'postgresql-json' },
    '@timestamp': '2026-11-22T08:20:31.123Z',
    source: { ip: '10.0.0.1', port: 5555 },
    event: { category: ['database', 'iam'], action: 'grant' },
    db: { class: 'ROLE', operation: 'GRANT', tables: ['t'] },
  });
});

describe('abbreviations of zones', () => {
  const time = (stamp: string, timeZone?: string) =>
    parseRecord(`${stamp} [1] a@b LOG:  x`, 'auto', {
      receivedAt: context.receivedAt,
      ...(timeZone !== undefined && { timeZone }),
    })['@timestamp'];

  it.each([
    ['2026-11-22 16:20:31.000 CST', 'UTC', '2026-11-22T08:20:31.000Z'],
    ['2026-11-22 16:20:31.000 CST', undefined, '2026-11-22T08:20:31.000Z'],
    ['2026-11-22 16:20:31.000 CST', 'America/Chicago', '2026-11-22T22:20:31.000Z'],
    ['2026-07-22 16:20:31.000 EDT', 'Asia/Shanghai', '2026-07-22T20:20:31.000Z'],
    ['2026-07-22 16:20:31.000 CEST', 'Asia/Shanghai', '2026-07-22T14:20:31.000Z'],
    ['2026-07-22 16:20:31.000 IST', undefined, '2026-07-22T10:50:31.000Z'],
    ['2026-07-22 16:20:31.000 IST', 'Asia/Jerusalem', '2026-07-22T13:20:31.000Z'],
    ['2026-11-22 16:20:31.000 +05', 'Asia/Shanghai', '2026-11-22T11:20:31.000Z'],
  ])('%s, the source in %s', (stamp, zone, expected) => {
    expect(time(stamp, zone)).toBe(expected);
  });
});
