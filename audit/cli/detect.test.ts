import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { detectCommand } from './detect.ts';
import { rulesCommand } from './rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'anmin-detect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(command: Command, args: readonly string[], stdin = '') {
  const out: string[] = [];
  const err: string[] = [];
  const code = await command.run({
    actor: systemActor('test', []),
    args,
    json: false,
    stdin: Readable.from([Buffer.from(stdin)]),
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n').split('\n').filter(Boolean), err: err.join('\n') };
}

const good = file(
  'good.yml',
  'title: 测试规则\nid: r1\nauthor: A. Author\nlevel: high\nlogsource: { category: x }\ndetection: { s: { f: 1 }, condition: s }\n',
);
const bad = file(
  'bad.yml',
  'title: b\nlogsource: { category: x }\ndetection:\n  s: { f|near: 1 }\n  condition: s\n',
);

describe('anmin audit detect', () => {
  it('ok/one line a match, events counted by lines from 0', async () => {
    const events = file('events.ndjson', '{"f":1}\n{"f":2}\n\nnonsense with secret\n[1]\n{"f":"1"}');
    const { code, out, err } = await run(detectCommand, ['--rules', folder, '--events', events]);
    expect(code).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual(
      [0, 5].map((event) => ({ rule: 'r1', title: '测试规则', level: 'high', event, author: 'A. Author' })),
    );
    expect(err).toContain('bad.yml line 4');
    expect(err).toContain('1 could not be loaded');
    expect(err).toContain('3 events (2 bad lines), 2 matches');
    expect(err).not.toContain('secret');
  });

  it('ok/from standard input, whole numbers digit for digit', async () => {
    const rule = file(
      'long.yaml',
      'title: l\nlogsource: { category: x }\ndetection: { s: { n: "9007199254740993" }, condition: s }\n',
    );
    const lines = '{"n":9007199254740993}\r\n{"n":9007199254740992}\r\n';
    const { out } = await run(detectCommand, ['--rules', rule, '--events', '-'], lines);
    expect(out.map((line) => JSON.parse(line).event)).toEqual([0]);
  });

  it('ok/a correlation is printed at the event that completes it', async () => {
    const rules = file(
      'count.yml',
      'title: base\nname: base\nlogsource: { category: x }\ndetection: { s: { f: 1 }, condition: s }\n---\ntitle: many\nid: c1\ncorrelation: { type: event_count, rules: [base], group-by: [u], timespan: 1m, condition: { gte: 2 } }\n',
    );
    const lines = ['a', 'b', 'a']
      .map((u, i) => JSON.stringify({ f: 1, u, time: 1_700_000_000 + i }))
      .join('\n');
    const { out } = await run(detectCommand, ['--rules', rules, '--events', '-'], lines);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { rule: 'c1', title: 'many', level: null, event: 2, group: ['a'], figure: 2 },
    ]);
  });

  it.each([
    ['no arguments', []],
    ['an unknown option', ['--rules', good, '--events', '-', '--what']],
    ['no such events', ['--rules', good, '--events', join(folder, 'none')]],
    ['no rule that can be used', ['--rules', bad, '--events', '-']],
    ['no such rules', ['--rules', join(folder, 'none'), '--events', '-']],
  ])('fail/%s', async (_, args) => {
    const { code, out, err } = await run(detectCommand, args);
    expect([code, out]).toEqual([2, []]);
    expect(err).not.toBe('');
  });
});

describe('anmin audit rules check', () => {
  it('ok/all can be loaded', async () => {
    const { code, out } = await run(rulesCommand, ['check', good]);
    expect(code).toBe(0);
    expect(out.at(-1)).toBe('1 rules, 1 can be loaded, 0 cannot');
  });

  it('fail/one cannot: file, line, reason in both languages', async () => {
    const { code, err } = await run(rulesCommand, ['check', bad]);
    expect(code).toBe(1);
    expect(err).toContain(`${bad}:4`);
    expect(err).toContain('audit.rule-modifier-unknown');
    expect(err).toContain('未知的修饰符 near');
  });

  it('fail/as JSON', async () => {
    const { code, out } = await run(rulesCommand, ['check', folder, '--json']);
    const report = JSON.parse(out.join('\n'));
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, failed: 1 });
    expect(report.rules.filter(({ ok }: { ok: boolean }) => !ok)).toMatchObject([{ file: bad, line: 4 }]);
  });

  it.each([[[]], [['check']], [['list', good]]])('fail/usage %j', async (args) => {
    expect((await run(rulesCommand, args)).code).toBe(2);
  });
});
