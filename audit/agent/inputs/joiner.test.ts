import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleAuto } from '../../core/parse/assemble-auto.ts';
import { parsers } from '../../core/parse/table.ts';
import { createJoiner, type Joiner, type Line } from './joiner.ts';

/** Lines as they stand in a file, from byte 0 on. */
function linesOf(texts: readonly string[]): Line[] {
  let from = 0;
  return texts.map((text) => {
    const line = { text, from, to: from + text.length };
    from = line.to + 1;
    return line;
  });
}

const assemblers = [
  ['auto', assembleAuto],
  ...[...parsers.values()].flatMap(({ name, assemble }) => (assemble ? [[name, assemble] as const] : [])),
] as const;

const line = fc.constantFrom(
  '',
  '[',
  ',',
  ']',
  '{',
  '}',
  '{"a":1},',
  '"b": 2',
  '<AUDIT>',
  '</AUDIT>',
  '<AUDIT_RECORD>',
  '</AUDIT_RECORD>',
  '2026-11-22 16:20:31.123 CST [1] LOG:  a',
  '\tb',
  '2026-11-22 16:20:31.123 CST,"a","b',
  'c"',
  'type=SYSCALL msg=audit(1666825510.818:1): a',
  'type=CWD msg=audit(1666825510.818:2): b',
  'type=EOE msg=audit(1666825510.818:1): ',
  'Nov 22 16:20:31 h x: y',
);

describe.each(assemblers)('joining lines of %s', (_, assemble) => {
  it('keeps no line as waiting that the assembler left out', () => {
    const joiner = createJoiner(assemble());
    for (const each of linesOf(['[', '', '{"a":1},', ',', '', ']', ''])) joiner.push(each);
    joiner.flush();
    expect(joiner.held()).toEqual([]);
  });

  it('gives the same records when it is begun anew from its place after any line', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), fc.nat(25), (texts, cut) => {
        const lines = linesOf(texts);
        const all = (joiner: Joiner, some: readonly Line[]) => some.flatMap((each) => joiner.push(each));
        const whole = createJoiner(assemble());
        const expected = [...all(whole, lines), ...whole.flush()];
        const first = createJoiner(assemble());
        const before = all(first, lines.slice(0, cut));
        const waiting = first.held();
        const second = createJoiner(assemble());
        const kept = lines
          .slice(0, cut)
          .filter(({ from, to }) => waiting.some(([a, b]) => from >= a && to <= b));
        expect(all(second, kept)).toEqual([]);
        expect([...before, ...all(second, lines.slice(cut)), ...second.flush()]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

it('a log with blank lines between its records does not make the place grow', () => {
  const joiner = createJoiner(assembleAuto());
  const record = '2026-11-22 16:20:31.123 CST [1] LOG:  a';
  const lines = linesOf(Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? record : '')));
  const records = lines.flatMap((each) => joiner.push(each));
  expect(records).toHaveLength(999);
  expect(joiner.held()).toHaveLength(1);
});
