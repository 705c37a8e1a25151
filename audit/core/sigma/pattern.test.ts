import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnds, parsePattern, patternTest } from './pattern.ts';

const fits = (pattern: string, text: string) => patternTest(parsePattern(pattern))(text);

describe('strings of Sigma', () => {
  // The table of "Escape Character" and "String Wildcard", Sigma 2.1.
  it.each([
    ['a plain backslash', String.raw`C:\Windows`, String.raw`C:\Windows`, true],
    ['two backslashes are one', String.raw`C:\\Windows`, String.raw`C:\Windows`, true],
    ['an escaped star is a star', String.raw`a\*b`, 'a*b', true],
    ['an escaped star is no wildcard', String.raw`a\*b`, 'axxb', false],
    ['an escaped question mark', String.raw`a\?b`, 'a?b', true],
    ['backslash and wildcard', String.raw`a\\*`, String.raw`a\xyz`, true],
    ['backslash and wildcard need the backslash', String.raw`a\\*`, 'axyz', false],
    ['three backslashes: both plain', String.raw`a\\\*`, String.raw`a\*`, true],
    ['three backslashes and a letter are two', String.raw`a\\\b`, String.raw`a\\b`, true],
    ['four backslashes are two', String.raw`a\\\\b`, String.raw`a\\b`, true],
    ['star over nothing', 'a*b', 'ab', true],
    ['star over line ends', 'a*b', 'a\nx\nb', true],
    ['question mark is one character', 'prog?.exe', 'progA.exe', true],
    ['question mark is not none', 'prog?.exe', 'prog.exe', false],
    ['question mark is a whole character', 'a?b', 'a😀b', true],
    ['parts do not overlap', 'aba*aba', 'ababa', false],
    ['parts in order', '*a*b*c*', 'xaxbxcx', true],
    ['parts out of order', '*a*b*c*', 'xbxaxc', false],
    ['empty is empty', '', '', true],
    ['empty is not anything', '', 'x', false],
    ['star is anything', '*', '', true],
  ])('ok/%s', (_, pattern, text, expected) => expect(fits(pattern, text)).toBe(expected));

  it('ok/agrees with a regular expression on any pattern and text', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?') });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), (pattern, text) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        expect(fits(pattern, text)).toBe(regex.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('ok/open ends are wildcards', () => {
    const open = openEnds(parsePattern('*a?'), { start: true, end: true });
    expect(open.map(({ kind }) => kind)).toEqual(['any', 'text', 'one', 'any']);
  });

  it('ok/a hostile pattern takes no exponential time', () => {
    const test = patternTest(parsePattern(`${'*a?'.repeat(20)}b`));
    const begun = performance.now();
    expect(test('a'.repeat(20_000))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
