import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSyslogHeader } from './header.ts';

const context = { receivedAt: Date.parse('2026-11-22T08:00:00Z'), timeZone: 'Asia/Shanghai' };

function read(text: string) {
  const header = parseSyslogHeader(text, context);
  if (!header) return undefined;
  const { start, time, ...rest } = header;
  return { ...rest, time: time === null ? null : new Date(time).toISOString(), message: text.slice(start) };
}

describe('ok', () => {
  it.each([
    [
      'RFC 3164',
      '<34>Oct 11 22:14:15 mymachine su: failed',
      {
        format: 'rfc3164',
        priority: 34,
        host: 'mymachine',
        app: 'su',
        time: '2026-10-11T14:14:15.000Z',
        message: 'failed',
      },
    ],
    [
      'pid',
      'Dec 10 06:55:46 LabSZ sshd[24200]: x',
      { host: 'LabSZ', app: 'sshd', processId: '24200', time: '2025-12-09T22:55:46.000Z', message: 'x' },
    ],
    ['one digit day', 'Jan  8 03:37:09 h k: m', { host: 'h', time: '2026-01-07T19:37:09.000Z' }],
    [
      'module in the tag',
      'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: m',
      { app: 'sshd(pam_unix)', processId: '19939' },
    ],
    [
      'year',
      '<189>Nov 22 2026 16:20:31 fw %ASA-6-302013: Built',
      { host: 'fw', app: '%ASA-6-302013', time: '2026-11-22T08:20:31.000Z' },
    ],
    [
      'H3C: the year behind the time, in ms or without',
      '<189>Nov 22 16:20:31:123 2026 H3C %%10SHELL/5/SHELL_LOGIN: admin logged in',
      { host: 'H3C', time: '2026-11-22T08:20:31.123Z', message: 'admin logged in' },
    ],
    [
      'Huawei: an offset behind the time',
      '<189>Nov 22 2026 16:20:31-05:00 HUAWEI %%01SHELL/5/LOGIN(l)[7]: VTY login',
      { host: 'HUAWEI', processId: '7', time: '2026-11-22T21:20:31.000Z', message: 'VTY login' },
    ],
    [
      'an offset and no year',
      '<189>Nov 22 15:20:31+08:00 sw app: m',
      { host: 'sw', time: '2026-11-22T07:20:31.000Z', message: 'm' },
    ],
    [
      'Cisco: a count, a mark, a zone',
      '<189>55: *Nov 22 16:20:31.123 CST: %SYS-5-CONFIG_I: m',
      { host: null, app: '%SYS-5-CONFIG_I', time: '2026-11-22T08:20:31.123Z', message: 'm' },
    ],
    [
      'CEF at once',
      '<134>2026-11-22T08:20:31Z CEF:0|V|P|1|2|n|3|a=b',
      { host: null, app: null, message: 'CEF:0|V|P|1|2|n|3|a=b' },
    ],
    ['a count without a time', '<189>55: m', { format: 'bare', message: '55: m' }],
    [
      'RFC 3339 time in RFC 3164',
      '<6>2021-03-12T14:10:18Z Hostname kernel: IN=',
      { host: 'Hostname', app: 'kernel', time: '2021-03-12T14:10:18.000Z' },
    ],
    ['no host', 'Jan  8 03:37:09 DENY: IN=eth0', { host: null, app: 'DENY', message: 'IN=eth0' }],
    ['no tag', '<13>Nov 22 16:20:31 fw CEF:0|a|b', { host: 'fw', app: null, message: 'CEF:0|a|b' }],
    [
      'pairs at once',
      '<189>date=2026-11-22 a=b',
      { format: 'bare', host: null, app: null, message: 'date=2026-11-22 a=b' },
    ],
    [
      'host that is no ASCII',
      '<13>Nov 22 16:20:31 民政服务器 app: m',
      { host: '民政服务器', app: 'app', message: 'm' },
    ],
    [
      'RFC 5424',
      "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's",
      {
        format: 'rfc5424',
        priority: 165,
        host: '192.0.2.1',
        app: 'myproc',
        processId: '8710',
        messageId: null,
        structuredData: null,
        time: '2003-08-24T12:14:15.000Z',
        message: "%% It's",
      },
    ],
    [
      'RFC 5424 NIL',
      '<34>1 - - - - - -',
      { format: 'rfc5424', time: null, host: null, app: null, message: '' },
    ],
    [
      'RFC 5424 BOM and data',
      '<165>1 2003-10-11T22:14:15.003Z h e - ID47 [a@1 iut="3" x="q\\"\\\\\\]"][b@1] \ufeffm',
      { messageId: 'ID47', structuredData: { 'a@1': { iut: '3', x: 'q"\\]' }, 'b@1': {} }, message: 'm' },
    ],
  ])('ok/%s', (_, text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('ok/a leap day finds the last leap year', () => {
    expect(read('Feb 29 12:00:00 h a: m')?.time).toBe('2024-02-29T04:00:00.000Z');
  });

  it('ok/New Year: December is of the year before, a clock a little fast is not', () => {
    const january = { receivedAt: Date.parse('2026-01-01T00:00:10Z') };
    expect(new Date(parseSyslogHeader('Dec 31 23:59:59 h a: m', january)!.time!).getUTCFullYear()).toBe(2025);
    const eve = { receivedAt: Date.parse('2025-12-31T23:59:50Z') };
    expect(new Date(parseSyslogHeader('Jan  1 00:00:05 h a: m', eve)!.time!).getUTCFullYear()).toBe(2026);
  });
});

describe('fail', () => {
  it.each([
    '',
    'hello',
    '<192>x',
    '<>x',
    '<1234>x',
    'Foo 11 22:14:15 h a: b',
    '2026-11-22 16:20:31 not syslog',
    '{"a":1}',
  ])('fail/%s', (text) => {
    expect(parseSyslogHeader(text, context)).toBeUndefined();
  });
});

it('never throws and never points outside the text', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      fc.integer({ min: 0, max: 191 }),
      fc.boolean(),
      (text, priority, version) => {
        const line = `<${priority}>${version ? '1 2026-11-22T08:00:00Z h a - - ' : 'Nov 22 08:00:00 '}${text}`;
        const header = parseSyslogHeader(line, context);
        expect(header!.priority).toBe(priority);
        expect(header!.start).toBeGreaterThan(0);
        expect(header!.start).toBeLessThanOrEqual(line.length);
      },
    ),
  );
});

describe('around New Year a time without a year is that of the nearer one', () => {
  it.each([
    ['Dec 31 23:59:59', '2026-12-31T16:00:05Z', '2026-12-31T15:59:59.000Z'],
    ['Jan  1 00:00:01', '2026-12-31T15:59:58Z', '2026-12-31T16:00:01.000Z'],
    ['Dec 31 23:59:59', '2027-01-02T02:00:00Z', '2026-12-31T15:59:59.000Z'],
    ['Feb 29 10:00:00', '2027-03-01T02:00:00Z', '2024-02-29T02:00:00.000Z'],
  ])('%s, received %s', (stamp, receivedAt, expected) => {
    const header = parseSyslogHeader(`<13>${stamp} h a: m`, {
      ...context,
      receivedAt: Date.parse(receivedAt),
    });
    expect(new Date(header!.time!).toISOString()).toBe(expected);
  });
});
