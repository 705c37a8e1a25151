import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAutomaton } from './aho-corasick.ts';

function found(texts: readonly string[], text: string): readonly number[] {
  const ids = new Set<number>();
  const automaton = createAutomaton(new Map(texts.map((each, index) => [each, [index]])));
  automaton.scan(text, (some) => {
    for (const id of some) ids.add(id);
  });
  return [...ids].sort((one, other) => one - other);
}

describe('many texts in one pass', () => {
  it('ok/texts within texts', () => {
    expect(found(['he', 'she', 'his', 'hers'], 'ushers')).toEqual([0, 1, 3]);
  });

  it('ok/agrees with looking for each by itself', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '民', '\uffff'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 12 }), fc.array(word), (texts, parts) => {
        const text = parts.join('');
        const expected = texts.flatMap((each, index) => (text.includes(each) ? [index] : []));
        expect(found(texts, text)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
