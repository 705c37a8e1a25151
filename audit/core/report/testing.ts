import type { ReportFigures } from './figures.ts';

/** What a sender may call itself, its tables and its users. */
export const hostileNames = [
  '<img src=x onerror=alert(1)>',
  '林静怡\u202e（000,9）',
  '\u2066a\u2069\u200b\u200bb',
  `z${'\u0301'.repeat(400)}`,
  'w'.repeat(100_000),
  '表'.repeat(100_000),
  '行\n第二行\n\n\n\r\n\u2028末',
  '\ue81a\u3164\u2800 𰻝',
  '\u001b[31m红\u0000\ud800',
  '',
];

const at = (text: string) => Date.parse(text);

/** Figures of a small bureau in October 2026, with something in every section. */
export const figuresOfOctober: ReportFigures = {
  month: '2026-10',
  from: at('2026-10-01T00:00:00+08:00'),
  to: at('2026-11-01T00:00:00+08:00'),
  timeZone: 'Asia/Shanghai',
  organisation: '松溪县民政局',
  madeAt: at('2026-11-01T01:00:00+08:00'),
  madeBy: '系统自动',
  behind: 0,
  signIns: {
    success: 412,
    failure: 19,
    outsideHours: 7,
    days: Array.from({ length: 31 }, (_, i) => ({
      success: i % 7 < 5 ? 15 + (i % 4) : 1,
      failure: i === 12 ? 9 : i % 3 === 0 ? 1 : 0,
    })),
    persons: [
      { person: '林静怡', success: 61, failure: 2, outsideHours: 1 },
      { person: '<script>alert(1)</script>', success: 0, failure: 9, outsideHours: 0 },
    ],
    datasets: [
      { value: 'anmin.access', count: 210 },
      { value: 'system.auth', count: 120 },
      { value: 'postgresql.log', count: 101 },
    ],
  },
  privileged: {
    kinds: [
      { kind: 'elevation', count: 23, failures: 2, persons: [{ value: 'zhouwg', count: 20 }] },
      { kind: 'roles', count: 3, failures: 0, persons: [{ value: '林静怡', count: 3 }] },
      { kind: 'grants', count: 1, failures: 0, persons: [{ value: 'postgres', count: 1 }] },
      { kind: 'ddl', count: 4, failures: 0, persons: [{ value: 'postgres', count: 4 }] },
    ],
    latest: [
      {
        at: at('2026-10-30T15:02:11+08:00'),
        kind: 'grants',
        person: 'postgres',
        where: 'db01 / minzheng',
        what: 'GRANT SELECT ON dibao TO report',
      },
      {
        at: at('2026-10-29T09:11:00+08:00'),
        kind: 'elevation',
        person: 'zhouwg',
        where: 'web01',
        what: '/usr/bin/systemctl restart nginx',
      },
    ],
  },
  databases: {
    reads: 20_412,
    writes: 1_803,
    days: Array.from({ length: 31 }, (_, i) => ({ reads: 400 + 20 * (i % 9), writes: 40 + (i % 5) })),
    tables: [
      {
        table: 'public.dibao',
        reads: 12_001,
        writes: 902,
        rows: 88_410,
        rowsAtLeast: true,
        persons: [
          { value: '王小明', count: 6_100 },
          { value: 'civil_app', count: 4_000 },
        ],
      },
      {
        table: 'public.marriage',
        reads: 800,
        writes: 12,
        rows: null,
        rowsAtLeast: false,
        persons: [{ value: 'civil_app', count: 812 }],
      },
    ],
  },
  alerts: [
    {
      title: '非工作时间读取个人信息',
      level: 'medium',
      alerts: 4,
      matches: 11,
      truePositive: 1,
      benign: 2,
      falsePositive: 0,
      open: 1,
    },
  ],
  suppressed: [
    {
      titles: ['批量读取个人信息'],
      query: 'db.user:backup',
      reason: '每晚备份，经批准',
      by: '林静怡',
      until: at('2026-12-31T00:00:00+08:00'),
      endedAt: null,
      alerts: 31,
      matches: 31,
    },
  ],
  collection: {
    records: 28_930,
    unknown: 12,
    sources: [
      { title: '本系统', records: 3_000 },
      { title: '业务库 db01', records: 22_215 },
    ],
    silences: [
      {
        source: '业务库 db01',
        from: at('2026-10-13T02:00:00+08:00'),
        to: at('2026-10-13T05:30:00+08:00'),
        watched: true,
      },
      { source: '门户 web01', from: at('2026-10-31T20:00:00+08:00'), to: null, watched: true },
    ],
    deadLetters: [
      { source: '防火墙', stage: 'collect', reason: 'too-long', open: 2, replayed: 1, discarded: 0 },
    ],
    refused: [{ source: '防火墙', refused: 3, discarded: 0 }],
    refusedSenders: 1,
    pullFailures: 0,
  },
  evidence: {
    origin: 'anmin-audit-42',
    size: 91_240,
    firstKept: 0,
    keptSince: at('2026-06-02T09:00:00+08:00'),
    retentionDays: 200,
    checkpoint: 'anmin-audit-42\n91240\nAAAA\n\n— anmin-audit-42 BBBB\n',
    verification: { ok: true, checked: 91_240, findings: [], at: at('2026-11-01T01:00:00+08:00') },
    witnesses: [{ name: 'shen-ji-ju', size: 91_000, at: at('2026-11-01T00:30:00+08:00') }],
    holds: 1,
  },
  auditors: {
    persons: [{ person: '韩德胜', searches: 40, views: 12, unmasked: 1, exports: 2 }],
    unmaskings: [{ at: at('2026-10-15T10:00:00+08:00'), person: '韩德胜', reason: '核实信访件 2026-118' }],
    exports: [
      {
        at: at('2026-10-15T10:20:00+08:00'),
        person: '韩德胜',
        title: '信访件 2026-118',
        reason: '纪检调取',
        records: 212,
        state: 'done',
      },
    ],
  },
};

/** The same with hostile names wherever the words of others stand. */
export function hostileFigures(): ReportFigures {
  let n = 0;
  const hostile = () => hostileNames[n++ % hostileNames.length]!;
  const many = <T>(one: (name: string) => T): T[] => hostileNames.map(() => one(hostile()));
  const plain = figuresOfOctober;
  const counted = () => many((value) => ({ value, count: 7 }));
  const kinds = plain.privileged.kinds.map((one) => ({ ...one, persons: counted() }));
  return {
    ...plain,
    signIns: {
      ...plain.signIns,
      persons: many((person) => ({ person, success: 1, failure: 2, outsideHours: 3 })),
      datasets: counted(),
    },
    privileged: {
      kinds,
      latest: many((what) => ({
        at: plain.from,
        kind: 'ddl' as const,
        person: hostile(),
        where: hostile(),
        what,
      })),
    },
    databases: {
      ...plain.databases,
      tables: many((table) => ({ ...plain.databases.tables[0]!, table, persons: counted() })),
    },
    alerts: many((title) => ({ ...plain.alerts[0]!, title })),
    suppressed: many((reason) => ({
      ...plain.suppressed[0]!,
      titles: [...hostileNames],
      query: hostile(),
      reason,
      by: hostile(),
    })),
    collection: {
      ...plain.collection,
      sources: many((title) => ({ title, records: 1 })),
      silences: many((source) => ({ ...plain.collection.silences[0]!, source })),
      deadLetters: many((source) => ({ ...plain.collection.deadLetters[0]!, source, reason: hostile() })),
      refused: many((source) => ({ source, refused: 3, discarded: 0 })),
    },
    evidence: {
      ...plain.evidence,
      verification: { ok: false, checked: 3, findings: [...hostileNames], at: plain.madeAt },
    },
    auditors: {
      persons: many((person) => ({ ...plain.auditors.persons[0]!, person })),
      unmaskings: many((reason) => ({ at: plain.from, person: hostile(), reason })),
      exports: many((title) => ({
        ...plain.auditors.exports[0]!,
        title,
        reason: hostile(),
        person: hostile(),
      })),
    },
  };
}
