import fc from 'fast-check';
import { expect, it } from 'vitest';
import { excerpt } from './text.ts';

const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

it.each([
  ['short', '张三', '张三'],
  ['too long', 'abcdefgh', 'abcde…'],
  ['just long enough', '𠮷𠮷𠮷𠮷𠮷', '𠮷𠮷𠮷𠮷𠮷'],
  ['a terminal’s escape', '\u001b[2J', '\ufffd[2J'],
  ['another line, another direction', 'a\nb\u202ec', 'a\ufffdb\ufffdc'],
  ['half of a pair', '\ud83d', '\ufffd'],
])('ok/ %s', (_, text, expected) => expect(excerpt(text, 5)).toBe(expected));

it('ok/ is short and visible whatever the text is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const shown = excerpt(text, 20);
      expect([...shown].length).toBeLessThanOrEqual(21);
      expect(invisible.test(shown)).toBe(false);
    }),
  );
});
