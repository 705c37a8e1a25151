import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleAuto } from './assemble-auto.ts';
import { parsers } from './table.ts';
import { type Assembler, maxRecordLength } from './types.ts';

function run(assembler: Assembler, lines: readonly string[]): string[] {
  return [...lines.flatMap((line) => [...assembler.push(line)]), ...assembler.flush()];
}

const csv = (message: string) =>
  `2026-11-22 16:20:31.123 CST,"app","mz",1,"[local]",a.b,1,"x",,,0,LOG,00000,"${message}",,,,,,,,,"psql"`;

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['csvlog over lines', [csv('AUDIT: ""a\nb,""\nc'), csv('x')]],
  [
    'PostgreSQL text with parts',
    [
      '2026-11-22 16:20:31.123 CST [1] LOG:  a\n\tb',
      '2026-11-22 16:20:31.123 CST [1] ERROR:  c\n2026-11-22 16:20:31.123 CST [1] STATEMENT:  d\n\te',
      'plain',
    ],
  ],
  [
    'PostgreSQL through syslog',
    [
      'Nov 22 16:20:31 h postgres[9]: [5-1] LOG:  a\nNov 22 16:20:31 h postgres[9]: [5-2] #011b',
      'Nov 22 16:20:31 h postgres[9]: [6-1] LOG:  c',
    ],
  ],
  ['JSON over lines', ['{\n "a": "}",\n "b": {}\n}', '{"c":1}']],
  ['single lines', ['Nov 22 16:20:31 h a: b', 'x', '10.0.0.1 - -']],
];

describe('assembleAuto', () => {
  it.each(cases)('ok/%s', (_, records) => {
    expect(run(assembleAuto(), records.join('\n').split('\n'))).toEqual(records);
  });

  it('ok/records of auditd are joined by serial though they are mixed', () => {
    const line = (serial: number, type: string, second = 10) =>
      `type=${type} msg=audit(16668255${second}.818:${serial}): a=b`;
    const lines = [
      line(1, 'SYSCALL'),
      line(2, 'SYSCALL'),
      line(1, 'CWD'),
      line(2, 'PATH'),
      line(1, 'EOE'),
      line(3, 'USER_LOGIN'),
      line(4, 'SYSCALL', 20),
    ];
    expect(run(assembleAuto(), lines)).toEqual([
      [line(1, 'SYSCALL'), line(1, 'CWD'), line(1, 'EOE')].join('\n'),
      line(3, 'USER_LOGIN'),
      [line(2, 'SYSCALL'), line(2, 'PATH')].join('\n'),
      line(4, 'SYSCALL', 20),
    ]);
  });

  it('ok/brackets and commas around the objects of an array are no records', () => {
    expect(run(assembleAuto(), ['[', '{"a":1},', ',', '{"b":2}', ']', ''])).toEqual(['{"a":1},', '{"b":2}']);
  });

  it('ok/records of MySQL in XML are one each, what frames them is none', () => {
    const element = (statement: string) =>
      [
        ' <AUDIT_RECORD>',
        '  <NAME>Query</NAME>',
        `  <SQLTEXT>${statement}</SQLTEXT>`,
        '  <CONNECTION_ATTRIBUTES>',
        '   <ATTRIBUTE><NAME>x</NAME></ATTRIBUTE>',
        '  </CONNECTION_ATTRIBUTES>',
        ' </AUDIT_RECORD>',
      ].join('\n');
    const old = '<AUDIT_RECORD\nNAME="Quit"\nSTATUS="0"/>';
    const file = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<AUDIT>',
      element('select 1\n{\nfrom t'),
      element('x'),
      old,
      old,
      '</AUDIT>',
    ];
    for (const assemble of [assembleAuto, parsers.get('mysql-audit')!.assemble!])
      expect(run(assemble(), file.join('\n').split('\n'))).toEqual(file.slice(2, 6));
  });

  it('a record that lost its end does not swallow those after it', () => {
    const cut = '2026-11-22 16:20:31.123 CST,"app","mz",1,"[local]",a.b,1,"x",,,0,LOG,00000,"no end';
    expect(run(assembleAuto(), [cut, csv('x'), csv('y')])).toEqual([cut, csv('x'), csv('y')]);
    expect(run(assembleAuto(), ['{"a":', '{"b":1}'])).toEqual(['{"a":', '{"b":1}']);
    const plain = 'Nov 22 16:20:31 h x: y';
    expect(run(assembleAuto(), ['{ not JSON', plain, '{"b":', ' 1}', plain])).toEqual([
      '{ not JSON',
      plain,
      '{"b":\n 1}',
      plain,
    ]);
    const cutXml = ['<AUDIT_RECORD>', '<NAME>Query</NAME>'];
    expect(run(assembleAuto(), [...cutXml, '<AUDIT_RECORD NAME="Quit"/>', plain])).toEqual([
      cutXml.join('\n'),
      '<AUDIT_RECORD NAME="Quit"/>',
      plain,
    ]);
  });

  it('a statement cannot forge a record: quotes are doubled where it stands', () => {
    const forged = csv(`x\n${csv('forged').replaceAll('"', '""')}\ny`);
    expect(run(assembleAuto(), forged.split('\n'))).toEqual([forged]);
  });
});

describe('every assembler', () => {
  const assemblers: readonly (readonly [string, () => Assembler])[] = [
    ['auto', assembleAuto],
    ...[...parsers.values()].flatMap(({ name, assemble }) => (assemble ? [[name, assemble] as const] : [])),
  ];
  const line = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      '\tx',
      '{',
      '}',
      '"',
      '{"a":1}',
      csv('x'),
      csv('x""'),
      '2026-11-22 16:20:31.123 CST,"a","b',
      'type=SYSCALL msg=audit(1666825510.818:1): x',
      '<AUDIT>',
      '<AUDIT_RECORD>',
      '</AUDIT_RECORD>',
      '<AUDIT_RECORD NAME="Quit"/>',
      'type=EOE msg=audit(1666825510.818:1): ',
      'Nov 22 16:20:31 h postgres[9]: [5-2] x',
    ),
  );

  it.each(assemblers)('%s loses no line', (_, assemble) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const given = lines.filter(
          (text) => !/^[\s[\],]*$/.test(text) && text !== '<AUDIT>' && !text.includes('\n'),
        );
        const out = run(assemble(), given).flatMap((record) => record.split('\n'));
        expect(out.toSorted()).toEqual(given.toSorted());
      }),
    );
  });

  it.each(assemblers)('%s says how many lines it holds', (_, assemble) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const assembler = assemble();
        for (const text of lines) if (!text.includes('\n')) assembler.push(text);
        const held = assembler.held();
        const given = assembler.flush().flatMap((record) => record.split('\n'));
        expect([given.length, assembler.held()]).toEqual([held, 0]);
      }),
    );
  });

  it.each(assemblers)('%s holds no more than the longest record', (_, assemble) => {
    const assembler = assemble();
    let longest = 0;
    for (const start of ['{', '"', csv('').slice(0, 100), 'type=SYSCALL msg=audit(1666825510.818:1): x']) {
      for (let i = 0; i < 300; i++) {
        for (const record of assembler.push(i === 0 ? start : `\t${'x'.repeat(10_000)}`))
          longest = Math.max(longest, record.length);
      }
    }
    for (const record of assembler.flush()) longest = Math.max(longest, record.length);
    expect(longest).toBeLessThanOrEqual(maxRecordLength);
  });
});
