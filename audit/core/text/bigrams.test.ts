import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, hasPhrase, holds, phraseOf, tokensOf } from './bigrams.ts';

describe('tokens of a text', () => {
  const cases: [string, string[]][] = [
    ['低保金', ['低保', '保金', '金']],
    ['查', ['查']],
    ['SELECT id_card FROM person', ['select', 'id', 'card', 'from', 'person']],
    ['用户zhang登录10次', ['用户', '户', 'zhang', '登录', '录', '10', '次']],
    ['ＡＢＣ１２３', ['abc123']],
    ['ﾊﾞｯｸ', ['バッ', 'ック', 'ク']],
    ['10.0.0.1', ['10', '0', '0', '1']],
    ['𠮷野家', ['𠮷野', '野家', '家']],
    ['\u0000\ufffd\ud800 。，—', []],
    ['a'.repeat(130), ['a'.repeat(64), 'a'.repeat(64), 'aa']],
  ];
  for (const [text, tokens] of cases) {
    it(`ok/${text.slice(0, 20)}`, () => expect(tokensOf(text)).toEqual(tokens));
  }
});

describe('what is looked for', () => {
  const found: [string, string][] = [
    ['查询低保金发放', '低保'],
    ['查询低保金发放', '低'],
    ['查询低保金发放', '放'],
    ['查询低保金发放', '询低保金发'],
    ['SELECT * FROM t_person', 'from T_Person'],
    ['第3条记录', '第3条'],
    ['办理 ＳＥＬＥＣＴ 查询', 'select 查'],
  ];
  for (const [text, sought] of found) {
    it(`ok/${sought} in ${text}`, () => expect(hasPhrase(tokensOf(text), phraseOf(sought))).toBe(true));
  }
  const absent: [string, string][] = [
    ['查询低收入', '低保'],
    ['保障低收入', '低保'],
    ['selected', 'select'],
    ['from x person', 'from person'],
    ['低保金 发放', '低保 发放'],
  ];
  for (const [text, sought] of absent) {
    it(`fail/${sought} in ${text}`, () => expect(hasPhrase(tokensOf(text), phraseOf(sought))).toBe(false));
  }

  const letters = fc.string({ unit: fc.constantFrom('低', '保', '金', 'a', 'B', '1', ' ', '-', '𠮷', '，') });

  it('a part that begins and ends between words is found in every text around it', () => {
    fc.assert(
      fc.property(letters, letters, letters, (before, part, after) => {
        const whole = `${before} ${part} ${after}`;
        expect(hasPhrase(tokensOf(whole), phraseOf(part.trim()))).toBe(true);
      }),
    );
  });

  it('what is said to be held is found', () => {
    fc.assert(
      fc.property(letters, letters, (whole, part) => {
        if (!holds(fold(whole), fold(part))) return;
        expect(hasPhrase(tokensOf(whole), phraseOf(part))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('a single Chinese character is found wherever it stands', () => {
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        expect(hasPhrase(tokensOf(`${before}民${after}`), phraseOf('民'))).toBe(true);
      }),
    );
  });
});
