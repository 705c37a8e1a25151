import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine } from './line.ts';
import { createParsing } from './parsing.ts';
import { parsers } from './table.ts';
import { maxRecordLength } from './types.ts';

const { parseRecord } = createParsing();
const context = { receivedAt: Date.parse('2026-11-22T09:00:00Z'), timeZone: 'Asia/Shanghai' };

/** CPU time rather than the clock: the machine may be busy with others. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const size = 1_000_000;
const fill = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);

/** Beginnings that bring a line into one parser, and what could make it slow. */
const bombs: readonly (readonly [string, string])[] = [
  ['nothing', fill('a')],
  ['NUL', fill('\0')],
  ['broken UTF-8', Buffer.from(fill('é'), 'latin1').toString('utf8').slice(0, size)],
  ['blanks', fill(' ')],
  ['quotes', fill('"')],
  ['backslashes', fill('\\')],
  ['deep JSON', `${fill('{"a":')}`],
  ['deep arrays', `{"a":${fill('[')}`],
  ['wide JSON', `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['long array', `{"a":[${fill('1,')}1]}`],
  ['sshd from', `Nov 22 16:20:31 h sshd[1]: Failed password for ${fill(' from a port 1')}`],
  ['sudo', `Nov 22 16:20:31 h sudo: ${fill('a ; USER=')}`],
  ['pam', `Nov 22 16:20:31 h x: pam_unix(x:auth): ${fill('for user ')}`],
  ['systemd', `Nov 22 16:20:31 h systemd[1]: Started ${fill('a.')}`],
  ['structured data', `<13>1 - h a - - ${fill('[a b="c"]')}`],
  ['CEF', `CEF:0|a|b|c|d|e|9|${fill('a=b\\=c ')}`],
  ['CEF without values', `CEF:0|a|b|c|d|e|9|${fill('=')}`],
  ['LEEF', `LEEF:1.0|a|b|c|d|${fill('a=b\t')}`],
  ['auditd', `type=SYSCALL msg=audit(1666825569.818:1): ${fill("a='b=c' ")}`],
  ['auditd lines', fill('type=SYSCALL msg=audit(1666825569.818:1): a=b\n')],
  ['csvlog', `2026-11-22 16:20:31.123 CST,${fill('"",')}`],
  ['pgaudit', `2026-11-22 16:20:31.123 CST [1] LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,"${fill('select (')}`],
  ['text log lines', `2026-11-22 16:20:31.123 CST [1] LOG:  a${fill('\n\tb')}`],
  ['server_audit', `20261122 16:20:31,a,b,c,1,2,QUERY,d,'${fill("\\'")}',0`],
  ['access log', `1.1.1.1 - - [22/Nov/2026:16:20:31 +0800] "GET ${fill('\\"')}" 200 1`],
  ['elements of XML', `<AUDIT_RECORD>${fill('<NAME>')}`],
  ['attributes of XML', `<AUDIT_RECORD ${fill('A="b" ')}/>`],
  ['entities of XML', `<AUDIT_RECORD><SQLTEXT>${fill('&#x41;&am')}</SQLTEXT></AUDIT_RECORD>`],
  ['sshd session', `Nov 22 16:20:31 h sshd[1]: Starting session: ${fill(' for a from b port 1')}`],
  ['proxies', `${fill('1.1.1.1, ')} - - [22/Nov/2026:16:20:31 +0800] "GET / HTTP/1.1" 200 1`],
  ['old audit', `type=LOGIN msg=audit(1666825569.818:1): ${fill('old auid=1 new auid=2 op=a saddr=0A ')}`],
  ['SELinux', `type=AVC msg=audit(1666825569.818:1): ${fill('avc:  denied  { ')}`],
  ['RDS prefix', `2026-11-22 08:20:31 UTC:${fill(':a@b')}:[1]:LOG:  x`],
  ['packet', `Nov 22 16:20:31 h kernel: IN= OUT= SRC=1.1.1.1 DST=2.2.2.2 ${fill('A=B ')}`],
  ['pairs', fill('a=b ')],
  ['SQL quotes', `20261122 16:20:31,a,b,c,1,2,QUERY,d,'select ${fill("'a','b',")}',0`],
  ['SQL brackets', `20261122 16:20:31,a,b,c,1,2,QUERY,d,'select ${fill('(')}',0`],
  ['SQL comments', `2026-11-22 16:20:31.123 CST [1] LOG:  statement: ${fill('/*')}`],
];

describe('lines of a megabyte', () => {
  it.each(bombs)('%s: an event, soon', (_, text) => {
    let event: ReturnType<typeof parseRecord> | undefined;
    const ms = cpuMs(() => {
      event = parseRecord(text.slice(0, maxRecordLength), 'auto', context);
    });
    expect(event).toMatchObject({ event: { original: text.slice(0, maxRecordLength) } });
    expect(ms).toBeLessThan(1_500);
  });

  it('beyond a megabyte: kept to there, unknown, and said so', () => {
    const event = parseRecord(`{"a":"${'x'.repeat(maxRecordLength)}"}`, 'auto', context);
    expect(event).toMatchObject({ anmin: { unknown: true, truncated: true } });
    expect((event.event as { original: string }).original.length).toBe(maxRecordLength);
  });

  it('JSON beyond 64 levels or 1,000 fields is unknown, within is not', () => {
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const wide = (fields: number) => `{${Array.from({ length: fields }, (_, i) => `"k${i}":1`).join(',')}}`;
    expect(parseRecord(deep(64), 'auto', context)).toMatchObject({ anmin: { parser: 'json' } });
    expect(parseRecord(deep(65), 'auto', context)).toMatchObject({ anmin: { unknown: true } });
    expect(parseRecord(wide(1_000), 'auto', context)).toMatchObject({ anmin: { parser: 'json' } });
    expect(parseRecord(wide(1_001), 'auto', context)).toMatchObject({ anmin: { unknown: true } });
  });
});

describe('any text', () => {
  const heads = [
    '',
    '<13>',
    'Nov 22 16:20:31 h sshd[1]: ',
    'Nov 22 16:20:31 h postgres[1]: [1-1] LOG:  ',
    '{"',
    'CEF:0|',
    'LEEF:2.0|',
    'type=SYSCALL msg=audit(1666825569.818:1): ',
    '2026-11-22 16:20:31.123 CST,',
    '20261122 16:20:31,a,b,c,1,2,QUERY,d,',
    '1.1.1.1 - - [22/Nov/2026:16:20:31 +0800] "',
  ];
  const text = fc
    .tuple(
      fc.constantFrom(...heads),
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.json().map((json) => json.slice(1)),
      ),
    )
    .map(([head, rest]) => head + rest);

  it('is an event with time, message and original by every parser', () => {
    const names = [...parsers.keys()];
    fc.assert(
      fc.property(text, fc.constantFrom('auto', ...names), (record, name) => {
        const event = parseRecord(record, name === 'auto' ? 'auto' : [name], context);
        expect(Number.isNaN(Date.parse(event['@timestamp'] as string))).toBe(false);
        expect(typeof event.message).toBe('string');
        expect((event.event as { original: string }).original).toBe(record);
        expect(JSON.parse(JSON.stringify(event))).toMatchObject({ event: { original: record } });
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes no parser throw', () => {
    fc.assert(
      fc.property(text, (record) => {
        const line = readLine(record, context);
        for (const parser of parsers.values()) parser.parse(line, context);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads the same whatever the stream brought before', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (records) => {
        const fresh = createParsing();
        const used = createParsing();
        for (const record of records) {
          const before = used.parseRecord(record, 'auto', { ...context, stream: 's' });
          expect(before).toEqual(fresh.parseRecord(record, 'auto', context));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keys of JSON never reach a prototype', () => {
    const event = parseRecord(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a.__proto__.polluted":1}',
      'auto',
      context,
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(event).toMatchObject({ anmin: { parser: 'json' } });
    expect(JSON.stringify(event.json)).toContain('_proto_');
  });
});
