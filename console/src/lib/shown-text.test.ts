import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownText as onPaper } from '../../../audit/core/report/shown-text.ts';
import { isPlain, piecesOf, shownText } from './shown-text.ts';

const hidden = /[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
const nasty = fc.constantFrom(
  ...['\u202e', '\u2066', '\u2069', '\u200b', '\u200f', '\ufeff', '\u00ad', '\u0000', '\u001b'],
  ...['\u{e0041}', '\ufe0f', '\u0301', '\ue000', '\u2028', '林', 'x', '\n', '\t', '\ud800'],
);
const text = fc.oneof(
  fc.string({ unit: nasty, maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const joined = (pieces: ReturnType<typeof piecesOf>) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.code)).join('');

describe('text that others wrote', () => {
  it('never holds what hides or turns other text', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(shownText(value)).not.toMatch(hidden);
        expect(shownText(value)).not.toMatch(/(?![\t\n\r])\p{Cc}/u);
        expect(isPlain(shownText(value))).toBe(true);
      }),
    );
  });

  it('is left as it is when it holds nothing of the kind', () => {
    const plain = fc.string({
      unit: fc.constantFrom(...'林静怡（管理员） a-Z0\n\té😀<>[]U+'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(plain, (value) => {
        expect(shownText(value)).toBe(value);
        expect(piecesOf(value)).toEqual(value === '' ? [] : [value]);
        expect(isPlain(value)).toBe(true);
      }),
    );
  });

  it('reads the same in pieces, and as on paper', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(joined(piecesOf(value))).toBe(shownText(value));
        expect(isPlain(value)).toBe(shownText(value) === value);
        const line = value.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, '');
        expect(shownText(line)).toBe(onPaper(line, 1000));
      }),
    );
  });

  it.each([
    ['林静怡\u202e（员理管）', '[U+202E]', 'direction'],
    ['a\u200fb', '[U+200F]', 'direction'],
    ['a\u2028b', '[U+2028]', 'lineEnd'],
    ['a\u001b[2J', '[U+001B]', 'control'],
    ['a\u{e0041}', '[U+E0041]', 'tag'],
    ['a\ue000', '[U+E000]', 'unassigned'],
    ['ad\u200bmin', '[U+200B]', 'invisible'],
    ['a\u00adb', '[U+00AD]', 'invisible'],
  ])('names what %j hides', (value, code, kind) => {
    expect(piecesOf(value).filter((piece) => typeof piece !== 'string')).toEqual([{ code, kind }]);
  });

  it('keeps rare characters with their selector, and two marks on a character', () => {
    expect(shownText('葛\u{e0100}')).toBe('葛\u{e0100}');
    expect(shownText(`z${'\u0301'.repeat(300)}`)).toBe('z\u0301\u0301…');
  });
});
