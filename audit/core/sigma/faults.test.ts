import { describe, expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import { readRuleDocuments } from '../../adapters/sigma-yaml.ts';
import { loadRules } from './rule-set.ts';

const load = (yaml: string) =>
  loadRules(readRuleDocuments('r.yml', yaml), { regex: linearRegex, placeholders: {} });

function rule(detection: string): string {
  return `title: t\nlogsource:\n  category: x\ndetection:\n${detection}\n`;
}

describe('rules that cannot be loaded', () => {
  it.each([
    ['no YAML', 'title: [', 'rule-yaml', 1],
    ['the same key twice', 'title: a\ntitle: b\n', 'rule-yaml', 2],
    ['a list for a rule', '- a\n', 'rule-type', 1],
    ['no title', 'logsource: {}\n', 'rule-missing', 1],
    ['no log source', 'title: t\ndetection: { s: { a: 1 }, condition: s }\n', 'rule-missing', 1],
    ['no detection', 'title: t\nlogsource: { category: x }\n', 'rule-missing', 1],
    ['no condition', rule('  s:\n    f: 1'), 'rule-missing', 4],
    ['an empty search', rule('  s:\n  condition: s'), 'rule-missing', 5],
    ['an unknown modifier', rule('  s:\n    f|near: 1\n  condition: s'), 'rule-modifier-unknown', 6],
    [
      'modifiers at odds',
      rule('  s:\n    g: 1\n    f|re|contains: x\n  condition: s'),
      'rule-modifier-conflict',
      7,
    ],
    ['flags without re', rule('  s:\n    f|i: x\n  condition: s'), 'rule-modifier-conflict', 6],
    ['all of one', rule('  s:\n    f|contains|all: x\n  condition: s'), 'rule-all-single', 6],
    ['look-ahead', rule("  s:\n    f|re:\n      - 'ok'\n      - 'a(?!b)'\n  condition: s"), 'rule-regex', 8],
    ['a back reference', rule("  s:\n    f|re: '(a)\\1'\n  condition: s"), 'rule-regex', 6],
    ['no network', rule('  s:\n    f|cidr: 10.0.0.0/33\n  condition: s'), 'rule-value', 6],
    ['no number', rule('  s:\n    f|gt: many\n  condition: s'), 'rule-type', 6],
    ['a map for a value', rule('  s:\n    f: { a: 1 }\n  condition: s'), 'rule-type', 6],
    ['an unknown placeholder', rule("  s:\n    f|expand: '%x%'\n  condition: s"), 'rule-placeholder', 6],
    ['an unknown search', rule('  s:\n    f: 1\n  condition: s and t'), 'rule-condition-name', 7],
    [
      'a pattern without searches',
      rule('  s:\n    f: 1\n  condition: s and 1 of x_*'),
      'rule-condition-name',
      7,
    ],
    ['an open bracket', rule('  s:\n    f: 1\n  condition: (s'), 'rule-condition', 7],
    ['an old aggregation', rule('  s:\n    f: 1\n  condition: s | count() > 5'), 'rule-condition', 7],
    [
      'a deep condition',
      rule(`  s:\n    f: 1\n  condition: ${'('.repeat(500)}s${')'.repeat(500)}`),
      'rule-condition',
      7,
    ],
    ['an unknown level', `${rule('  s:\n    f: 1\n  condition: s')}level: urgent\n`, 'rule-type', 8],
    ['a filter', 'title: t\nfilter: {}\n', 'rule-kind', 2],
  ])('fail/%s', (_, yaml, code, line) => {
    const { faults, detections } = load(yaml);
    expect(faults.map((fault) => [fault.code, fault.details.line])).toEqual([[`audit.${code}`, line]]);
    expect(faults[0]!.texts.zh).toContain('r.yml');
    expect(faults[0]!.texts.zh).not.toMatch(/\{\w+\}/);
    expect(faults[0]!.texts.en).not.toMatch(/\{\w+\}/);
    expect(detections).toEqual([]);
  });

  it('fail/aliases that multiply', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f', 'g']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`)
      .join('\n')}\n`;
    expect(load(bomb).faults[0]?.code).toBe('audit.rule-yaml');
  });

  it('ok/one wrong document leaves the others', () => {
    const good = `${rule('  s:\n    f: 1\n  condition: s')}id: good\n`;
    const { faults, detections, documents } = load(
      `${good}---\ntitle: bad\n---\n${good.replaceAll('good', 'other')}`,
    );
    expect([faults.length, detections.map(({ rule: { id } }) => id), documents]).toEqual([
      1,
      ['good', 'other'],
      3,
    ]);
  });

  it('fail/the same id twice', () => {
    const one = `${rule('  s:\n    f: 1\n  condition: s')}id: same\n`;
    expect(load(`${one}---\n${one}`).faults.map(({ code }) => code)).toEqual(['audit.rule-duplicate']);
  });
});

describe('correlations that cannot be loaded', () => {
  const base = `${rule('  s:\n    f: 1\n  condition: s')}name: base\n`;
  const correlation = (text: string, name = 'c') =>
    `title: ${name}\nname: ${name}\ncorrelation:\n  ${text.replaceAll('\n', '\n  ')}\n`;
  it.each([
    ['an unknown type', 'type: near\nrules: [base]\ntimespan: 1m', 'rule-correlation-type'],
    ['an unknown rule', 'type: temporal\nrules: [nobody]\ntimespan: 1m', 'rule-reference'],
    ['no time span', 'type: event_count\nrules: [base]\ncondition: { gte: 1 }', 'rule-missing'],
    [
      'a wrong time span',
      'type: event_count\nrules: [base]\ntimespan: 5 minutes\ncondition: { gte: 1 }',
      'rule-value',
    ],
    ['no condition', 'type: event_count\nrules: [base]\ntimespan: 1m', 'rule-missing'],
    ['no field', 'type: value_count\nrules: [base]\ntimespan: 1m\ncondition: { gte: 1 }', 'rule-missing'],
    [
      'an unknown comparison',
      'type: event_count\nrules: [base]\ntimespan: 1m\ncondition: { over: 1 }',
      'rule-modifier-unknown',
    ],
    ['itself', 'type: temporal\nrules: [c]\ntimespan: 1m', 'rule-cycle'],
    [
      'wrong hours',
      "type: anmin:outside_hours\nrules: [base]\nhours: { from: '8', to: '18:00', days: [1], offset: '+08:00' }",
      'rule-value',
    ],
  ])('fail/%s', (_, text, code) => {
    const { faults, correlations } = load(`${base}---\n${correlation(text)}`);
    expect(faults.map((fault) => fault.code)).toEqual([`audit.${code}`]);
    expect(correlations).toEqual([]);
  });

  it('fail/a circle, and what rests on it', () => {
    const of = (name: string, on: string) =>
      correlation(`type: temporal\nrules: [${on}]\ntimespan: 1m`, name);
    const { faults, correlations } = load([of('a', 'b'), of('b', 'a'), of('d', 'a')].join('---\n'));
    expect(faults.map(({ code }) => code).sort()).toEqual([
      'audit.rule-cycle',
      'audit.rule-reference',
      'audit.rule-reference',
    ]);
    expect(correlations).toEqual([]);
  });
});
