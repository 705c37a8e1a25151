import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import { createDetector } from './detector.ts';
import type { RawEvent } from './event-view.ts';
import { loadRules } from './rule-set.ts';

function load(yaml: string) {
  const set = loadRules(readRuleDocuments('t.yml', yaml), { regex: linearRegex, placeholders: {} });
  expect(set.faults.map(({ message }) => message)).toEqual([]);
  return set;
}

const rule = (name: string, logsource: string, detection: string) =>
  `title: ${name}\nname: ${name}\nlogsource: ${logsource}\ndetection: { s: ${detection}, condition: s }\n`;

describe('where events come from', () => {
  const set = load(
    [
      rule(
        'process',
        '{ category: process_creation, product: windows }',
        "{ Image|endswith: '\\whoami.exe' }",
      ),
      rule('file', '{ category: file_event, product: windows }', "{ Image|endswith: '\\whoami.exe' }"),
      rule(
        'service',
        '{ product: windows, service: system }',
        "{ Provider_Name: 'Service Control Manager', ServiceName: x }",
      ),
      rule('cleared', '{ product: windows, service: security }', '{ EventID: 1102 }'),
      rule(
        'exec',
        '{ product: linux, service: auditd }',
        '{ type: EXECVE, a0: wget, a1|startswith: --post }',
      ),
      rule('linux', '{ product: linux }', '{ f: 1 }'),
      rule('any', '{ category: webserver }', '{ f: 1 }'),
    ].join('---\n'),
  );
  const names = (event: RawEvent) =>
    createDetector(set)
      .feed(event, 0)
      .map(({ rule: { name } }) => name);
  const image = 'C:\\Windows\\System32\\whoami.exe';
  const sysmon = 'Microsoft-Windows-Sysmon/Operational';

  it.each<[string, RawEvent, string[]]>([
    ['unknown: every rule is asked', { Image: image }, ['process', 'file']],
    ['flat, with channel', { Channel: sysmon, EventID: 1, Image: image }, ['process']],
    [
      'flat, with provider',
      { Provider_Name: 'Microsoft-Windows-Sysmon', EventID: 11, Image: image },
      ['file'],
    ],
    [
      'Event, System, EventData',
      { Event: { System: { Channel: sysmon, EventID: 1 }, EventData: { Image: image } } },
      ['process'],
    ],
    [
      'XML with attributes',
      {
        Event: {
          System: {
            Provider: { '#attributes': { Name: 'Service Control Manager' } },
            EventID: { '#text': 7045, '#attributes': { Qualifiers: 16384 } },
            Channel: 'System',
          },
          EventData: { Data: [{ '@Name': 'ServiceName', '#text': 'x' }] },
        },
      },
      ['service'],
    ],
    [
      'XML, attributes with an at sign',
      {
        System: { Provider: { '@Name': 'Service Control Manager' }, Channel: 'System' },
        EventData: { ServiceName: 'x' },
      },
      ['service'],
    ],
    [
      'UserData',
      {
        Event: {
          System: { Channel: 'System', Provider_Name: 'Service Control Manager' },
          UserData: { EventXML: { ServiceName: 'x' } },
        },
      },
      ['service'],
    ],
    ['Winlogbeat', { winlog: { channel: sysmon, event_id: '1', event_data: { Image: image } } }, ['process']],
    [
      'Winlogbeat with ECS alone',
      { winlog: { channel: sysmon, event_id: 1 }, process: { executable: image } },
      ['process'],
    ],
    [
      'Winlogbeat, flattened',
      { 'winlog.channel': sysmon, 'winlog.event_id': 1, 'winlog.event_data.Image': image },
      ['process'],
    ],
    [
      'attributes beside',
      {
        Event: {
          System: { Provider_attributes: { Name: 'Service Control Manager' }, Channel: 'System' },
          EventData: { ServiceName: 'x' },
        },
      },
      ['service'],
    ],
    [
      'Security 4688 under its own names',
      { Channel: 'Security', EventID: 4688, NewProcessName: image },
      ['process'],
    ],
    [
      'a cleared log names another channel',
      { Provider_Name: 'Microsoft-Windows-Eventlog', EventID: 1102, Channel: 'System' },
      ['cleared'],
    ],
    ['auditd', { type: 'EXECVE', a0: 'wget', a1: '--post-file=/etc/shadow' }, ['exec']],
    [
      'auditd in ECS, arguments as list',
      {
        event: { dataset: 'auditd.log' },
        auditd: { record_types: ['SYSCALL', 'EXECVE'], data: { a0: '7ffc' } },
        process: { args: ['wget', '--post-data=x'] },
      },
      ['exec'],
    ],
    ['a dataset of another product', { event: { dataset: 'postgresql.audit' }, f: 1 }, ['any']],
    ['no dataset', { f: 1 }, ['linux', 'any']],
  ])('ok/%s', (_, event, expected) => expect(names(event)).toEqual(expected));

  it('ok/without routing every rule is asked', () => {
    const detector = createDetector(set, { routed: false });
    expect(detector.feed({ Channel: sysmon, EventID: 1, Image: image }, 0)).toHaveLength(2);
  });
});

const base = `${rule('fail', '{ category: x }', '{ act: fail }')}---\n${rule('ok', '{ category: x }', '{ act: ok }')}`;

function correlated(correlation: string) {
  return load(
    `${base}---\ntitle: c\nname: c\ncorrelation:\n  ${correlation.trim().replaceAll('\n', '\n  ')}\n`,
  );
}

/** Receipt behind every time of these events. */
const later = Date.UTC(2100, 0, 1);

/** `fail:user@second` in one word each; the answer has a 1 for each event at which the correlation matched. */
function run(set: ReturnType<typeof load>, script: string): string {
  const detector = createDetector(set);
  return script
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [, act, user, second, extra] = /^(\w+):(\w*)@(\d+)(?:=(\w+))?$/.exec(word)!;
      const event = {
        act: act!,
        ...(user && { user }),
        time: 1_700_000_000 + Number(second),
        v: extra ?? null,
      };
      return detector.feed(event, later).some(({ rule: { name } }) => name === 'c') ? '1' : '0';
    })
    .join('');
}

describe('correlations', () => {
  const counted = 'type: event_count\nrules: [fail]\ngroup-by: [user]\ntimespan: 60s\ncondition: { gte: 3 }';
  it.each([
    ['event_count', counted, 'fail:a@0 fail:a@1 fail:a@2 fail:a@3', '0011'],
    ['event_count by group', counted, 'fail:a@0 fail:b@1 fail:a@2 fail:b@3', '0000'],
    ['event_count at the edge of the window', counted, 'fail:a@0 fail:a@1 fail:a@60', '001'],
    ['event_count out of the window', counted, 'fail:a@0 fail:a@1 fail:a@61 fail:a@61', '0001'],
    ['event_count, late events count in their place', counted, 'fail:a@30 fail:a@10 fail:a@20', '001'],
    ['event_count, too late', counted, 'fail:a@100 fail:a@101 fail:a@10', '000'],
    ['event_count without the field', counted, 'fail:@0 fail:@1 fail:@2', '001'],
    [
      'event_count in a range',
      'type: event_count\nrules: [fail]\ntimespan: 1m\ncondition: { gt: 1, lt: 3 }',
      'fail:a@0 fail:b@1 fail:c@2',
      '010',
    ],
    [
      'value_count',
      'type: value_count\nrules: [fail]\ntimespan: 60s\ncondition: { field: user, gte: 2 }',
      'fail:a@0 fail:a@1 fail:b@2 fail:b@61 fail:b@62',
      '00110',
    ],
    [
      'value_sum',
      'type: value_sum\nrules: [fail]\ntimespan: 60s\ncondition: { field: v, gt: 10 }',
      'fail:a@0=6 fail:a@1=4 fail:a@2=1 fail:a@3=x',
      '0010',
    ],
    [
      'value_avg',
      'type: value_avg\nrules: [fail]\ntimespan: 60s\ncondition: { field: v, gt: 5 }',
      'fail:a@0=4 fail:a@1=8',
      '01',
    ],
    [
      'temporal in any order',
      'type: temporal\nrules: [fail, ok]\ngroup-by: [user]\ntimespan: 10s',
      'ok:a@0 fail:b@1 fail:a@2',
      '001',
    ],
    [
      'temporal out of the window',
      'type: temporal\nrules: [fail, ok]\ngroup-by: [user]\ntimespan: 10s',
      'ok:a@0 fail:a@11',
      '00',
    ],
    [
      'temporal_ordered',
      'type: temporal_ordered\nrules: [fail, ok]\ngroup-by: [user]\ntimespan: 10s',
      'fail:a@0 ok:a@2',
      '01',
    ],
    [
      'temporal_ordered the wrong way',
      'type: temporal_ordered\nrules: [fail, ok]\ngroup-by: [user]\ntimespan: 10s',
      'ok:a@0 fail:a@2',
      '00',
    ],
    [
      'temporal_ordered by event time',
      'type: temporal_ordered\nrules: [fail, ok]\ngroup-by: [user]\ntimespan: 10s',
      'ok:a@2 fail:a@0',
      '01',
    ],
    [
      'aliases',
      'type: temporal\nrules: [fail, ok]\ngroup-by: [who]\ntimespan: 10s\naliases: { who: { fail: user, ok: v } }',
      'fail:a@0 ok:x@1=b ok:x@2=a',
      '001',
    ],
    [
      'anmin:new_value',
      'type: anmin:new_value\nrules: [ok]\ngroup-by: [user]\ntimespan: 100s\ncondition: { field: v }',
      'ok:a@0=x ok:a@1=x ok:a@2=y ok:b@3=y ok:a@50=x ok:a@103=y',
      '001001',
    ],
    [
      'anmin:inactive',
      'type: anmin:inactive\nrules: [ok]\ngroup-by: [user]\ntimespan: 100s',
      'ok:a@0 ok:a@100 ok:a@201 ok:b@500',
      '0010',
    ],
  ])('ok/%s', (_, correlation, script, expected) =>
    expect(run(correlated(correlation), script)).toBe(expected),
  );

  it('ok/anmin:outside_hours is local time', () => {
    const set = correlated(
      "type: anmin:outside_hours\nrules: [ok]\nhours: { from: '08:00', to: '18:00', days: [1, 2, 3, 4, 5], offset: '+08:00' }",
    );
    const fires = (time: string) => createDetector(set).feed({ act: 'ok', '@timestamp': time }, later).length;
    // Wednesday: 07:59, 08:00, 17:59, 18:00 in Beijing; then Saturday noon.
    expect(
      [
        '2026-11-17T23:59:00Z',
        '2026-11-18T00:00:00Z',
        '2026-11-18T09:59:00Z',
        '2026-11-18T10:00:00Z',
        '2026-11-21T04:00:00Z',
      ].map(fires),
    ).toEqual([1, 0, 0, 1, 1]);
  });

  it('ok/chained, and silent what only serves others', () => {
    const set = load(
      `${base}---\ntitle: many\nname: many\ncorrelation:\n  ${counted.replaceAll('\n', '\n  ')}\n---\ntitle: c\nname: c\ncorrelation: { type: temporal_ordered, rules: [many, ok], group-by: [user], timespan: 1m }\n`,
    );
    expect(run(set, 'fail:a@0 fail:a@1 ok:a@2 fail:a@3 ok:a@4')).toBe('00001');
    const detector = createDetector(set);
    expect(detector.feed({ act: 'fail', user: 'a' }, 0)).toEqual([]);
  });

  it('ok/generate lets the rules report by themselves', () => {
    const detector = createDetector(correlated(`${counted}\ngenerate: true`));
    expect(detector.feed({ act: 'fail', user: 'a' }, 0).map(({ rule: { name } }) => name)).toEqual(['fail']);
  });

  it('ok/names the group, the figure and the events before', () => {
    const detector = createDetector(correlated(counted));
    const at = (id: string) => detector.feed({ act: 'fail', user: 'a' }, 1_700_000_000_000, id);
    at('e1');
    at('e2');
    expect(at('e3')).toMatchObject([{ group: ['a'], figure: 3, earlier: ['e1', 'e2'] }]);
  });

  it('ok/goes on from its saved state', () => {
    const set = correlated(counted);
    const first = createDetector(set);
    first.feed({ act: 'fail', user: 'a' }, 1000);
    first.feed({ act: 'fail', user: 'a' }, 2000);
    const second = createDetector(set);
    second.restore(JSON.parse(JSON.stringify(first.save())));
    expect(second.feed({ act: 'fail', user: 'a' }, 3000)).toHaveLength(1);
    expect(() => second.restore({ version: 9 })).toThrow('audit.detect-state');
  });

  const aheadOfUs = (state: unknown) =>
    JSON.parse(JSON.stringify(state), (key, value) =>
      key === 'time' || key === 'newest' ? value + 73 * 365 * 86_400_000 : value,
    );

  it('ok/forgets what a saved state knows of times to come', () => {
    const set = correlated(counted);
    const first = createDetector(set);
    first.feed({ act: 'fail', user: 'a' }, 1000);
    const second = createDetector(set);
    second.restore(aheadOfUs(first.save()), 2000);
    expect(second.groups().kept).toBe(0);
    const fires = [2000, 3000, 4000].map((at) => second.feed({ act: 'fail', user: 'a' }, at).length);
    expect(fires).toEqual([0, 0, 1]);
  });

  it.each([
    ['event_count', counted, true],
    [
      'value_count',
      'type: value_count\nrules: [fail]\ngroup-by: [user]\ntimespan: 60s\ncondition: { field: v, gte: 3 }',
      true,
    ],
    ['anmin:inactive', 'type: anmin:inactive\nrules: [fail]\ngroup-by: [user]\ntimespan: 100s', false],
  ])('ok/%s: no time that a sender makes up hides what comes after it', (_, correlation, isCounted) => {
    const set = correlated(correlation);
    const received = 1_790_000_000_000;
    const wrong = fc.oneof(
      fc.integer({ min: received + 1, max: Date.UTC(2099, 0, 1) }),
      fc.integer({ min: 1, max: received - 86_400_000 }),
    );
    fc.assert(
      fc.property(fc.array(wrong, { minLength: 1, maxLength: 5 }), (times) => {
        const detector = createDetector(set);
        const fires = (at: number, time: number, v: string) =>
          detector
            .feed({ act: 'fail', user: 'a', v, '@timestamp': new Date(time).toISOString() }, at)
            .some(({ rule: { name } }) => name === 'c');
        for (const time of times) fires(received, time, 'x');
        if (isCounted) {
          const real = ['p', 'q', 'r'].map((v, i) => fires(received + 1000 * i, received + 1000 * i, v));
          expect(real.at(-1)).toBe(true);
          expect(fires(received + 3000, 1000, 's')).toBe(false);
        } else {
          fires(received, received, 'p');
          expect(fires(received + 101_000, received + 101_000, 'q')).toBe(true);
        }
      }),
    );
  });

  it('ok/anmin:new_value: a date of long ago makes no known value new', () => {
    const set = correlated(
      'type: anmin:new_value\nrules: [ok]\ngroup-by: [user]\ntimespan: 100s\ncondition: { field: v }',
    );
    expect(run(set, 'ok:a@500=x ok:a@0=x ok:a@510=x')).toBe('000');
  });

  it('ok/a server whose clock is a day fast is judged by our time', () => {
    const detector = createDetector(correlated(counted));
    const fires = (at: number, ahead: number) =>
      detector.feed(
        { act: 'fail', user: 'a', time: 1_700_000_000 + at + ahead },
        1_700_000_000_000 + at * 1000,
      ).length;
    expect([fires(0, 86_400), fires(1, 0), fires(2, 0)]).toEqual([0, 0, 1]);
  });

  it('ok/memory is bounded: the group longest untouched is forgotten and counted', () => {
    const detector = createDetector(correlated(counted), { maxGroups: 2 });
    for (const user of ['a', 'a', 'b', 'a', 'c']) detector.feed({ act: 'fail', user }, 1000);
    expect(detector.groups()).toEqual({ kept: 2, evicted: 1 });
    expect(detector.feed({ act: 'fail', user: 'a' }, 1000)).toHaveLength(1);
    detector.feed({ act: 'fail', user: 'b' }, 1000);
    detector.feed({ act: 'fail', user: 'b' }, 1000);
    expect(detector.groups().evicted).toBe(2);
  });
});

describe('hostile events', () => {
  it('ok/deep ones are read to a depth', () => {
    const set = load(rule('word', '{ category: x }', "'needle'"));
    let event: RawEvent = { f: 'needle' };
    expect(createDetector(set).feed(event, 0)).toHaveLength(1);
    for (let i = 0; i < 10_000; i++) event = { a: event };
    expect(createDetector(set).feed(event, 0)).toEqual([]);
  });

  it('ok/names of the language are fields like others', () => {
    const set = load(rule('proto', '{ category: x }', "{ __proto__: x, 'constructor|exists': false }"));
    expect(createDetector(set).feed({}, 0)).toEqual([]);
  });

  it('ok/a regular expression takes linear time', () => {
    const set = load(rule('re', '{ category: x }', "{ f|re: '(a+)+$' }"));
    const begun = performance.now();
    expect(createDetector(set).feed({ f: `${'a'.repeat(50_000)}b` }, 0)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
