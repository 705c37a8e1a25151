import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, narrowed, personQuery, standingOf, toggled, without } from './query-text.ts';

const zh = { chinese: true };

describe('a condition in the query bar', () => {
  it.each([
    ['user.name', 'zhangsan', '用户:zhangsan', 'user.name:zhangsan'],
    ['db.tables', 'cases.person', '表:cases.person', 'db.tables:cases.person'],
    ['rule.name', 'ET SCAN "x"', 'rule.name:"ET SCAN \\"x\\""', 'rule.name:"ET SCAN \\"x\\""'],
    ['source.ip', 'fe80::1', '来源地址:"fe80::1"', 'source.ip:"fe80::1"'],
    ['user.name', 'or', '用户:"or"', 'user.name:"or"'],
  ])('%s is %s', (field, value, chinese, english) => {
    expect(condition(field, value, true)).toBe(chinese);
    expect(condition(field, value, false)).toBe(english);
  });

  it('is added, taken back, and excluded', () => {
    const wanted = toggled('低保', 'user.name', 'lisi', { ...zh, exclude: false });
    expect(wanted).toBe('低保 用户:lisi');
    expect(standingOf(wanted, 'user.name', 'lisi')).toBe('wanted');
    expect(toggled(wanted, 'user.name', 'lisi', { ...zh, exclude: false })).toBe('低保');
    const excluded = toggled(wanted, 'user.name', 'lisi', { ...zh, exclude: true });
    expect(excluded).toBe('低保 not 用户:lisi');
    expect(toggled(excluded, 'user.name', 'lisi', { ...zh, exclude: true })).toBe('低保');
  });

  it('is known by either name of its field', () => {
    expect(standingOf('user.name:lisi', 'user.name', 'lisi')).toBe('wanted');
    expect(without('a and user.name:lisi and b', 'user.name', 'lisi')).toBe('a and b');
    expect(without('user.name:lisi and b', 'user.name', 'lisi')).toBe('b');
  });

  it('narrows all of a query with alternatives', () => {
    expect(narrowed('a or b', 'c:1')).toBe('(a or b) c:1');
    expect(narrowed('"a or b"', 'c:1')).toBe('"a or b" c:1');
    expect(narrowed(' ', 'c:1')).toBe('c:1');
  });

  it('that was added can always be taken back', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme', maxLength: 30 }),
        fc.boolean(),
        (value, exclude) => {
          const added = toggled('低保', 'rule.name', value, { exclude, chinese: false });
          expect(standingOf(added, 'rule.name', value)).toBe(exclude ? 'excluded' : 'wanted');
          expect(toggled(added, 'rule.name', value, { exclude, chinese: true })).toBe('低保');
        },
      ),
    );
  });
});

describe('the query of a person', () => {
  it('asks for every name that records have for a person', () => {
    expect(personQuery('何 清源')).toBe('user.name:"何 清源" or db.user:"何 清源" or related.user:"何 清源"');
  });
});
