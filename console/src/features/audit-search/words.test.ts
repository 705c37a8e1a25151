import { describe, expect, it } from 'vitest';
import { dotsOf } from './days.ts';
import { leavesOf } from './fields.ts';
import { pivotsOf } from './pivots.ts';
import { happeningOf, kindOf } from './words.ts';

const own = {
  event: { action: 'audit.event.unmasked', module: 'anmin' },
  message: '查看未遮盖的个人信息 何清源 audit.event.unmasked 20261122-000000000001',
  user: { name: '何清源' },
  anmin: { event: { data: { reason: '核查投诉' } } },
};
const ownTitle = (name: string) => (name === own.event.action ? '查看未遮盖的个人信息' : undefined);
const statement = {
  '@timestamp': '2026-11-22T08:00:00.000Z',
  event: { action: 'select', category: ['database'] },
  db: {
    operation: 'SELECT',
    class: 'READ',
    tables: ['cases.person'],
    rows: 12,
    statement: 'SELECT *\n FROM cases.person',
  },
  user: { name: 'lisi' },
  source: { ip: '10.0.0.1' },
};

describe('what happened, in words', () => {
  it('of a statement: what was done to which tables, and the statement in one line', () => {
    expect(happeningOf(statement, ownTitle)).toEqual({
      words: '读取 cases.person 共 12 行',
      literal: 'SELECT * FROM cases.person',
    });
  });

  it('of an own event: its title and the reason that was given; its name when it has none', () => {
    expect(happeningOf(own, ownTitle)).toEqual({ words: '查看未遮盖的个人信息', literal: '核查投诉' });
    expect(happeningOf({ event: { action: 'audit.x.y', module: 'anmin' } }, ownTitle).words).toBe(
      'audit.x.y',
    );
  });

  it('of a known action with what the source wrote; of others their message', () => {
    const login = { event: { action: 'ssh_login' }, message: 'Accepted publickey\n for root' };
    expect(happeningOf(login, ownTitle)).toEqual({
      words: 'SSH 登录',
      literal: 'Accepted publickey for root',
    });
    expect(happeningOf({ message: '导出名册' }, ownTitle)).toEqual({ words: '导出名册', literal: undefined });
    expect(happeningOf({}, ownTitle)).toEqual({ words: '没有说明的记录', literal: undefined });
  });

  it('has a kind, of which failure is the first', () => {
    expect(kindOf(statement)).toBe('read');
    expect(kindOf({ ...statement, event: { outcome: 'failure' } })).toBe('failure');
    expect(kindOf({ event: { category: ['session'] } })).toBe('signIn');
    expect(kindOf({})).toBe('other');
  });
});

describe('the fields of a record', () => {
  it('are listed with dotted paths, lists of objects opened', () => {
    expect(leavesOf({ b: { c: [1, 2], d: null }, a: [{ x: true }] })).toEqual([
      { path: 'a[0].x', values: ['true'] },
      { path: 'b.c', values: ['1', '2'] },
    ]);
  });

  it('lead to what belongs together, unless they are masked', () => {
    const keys = (fields: object) => pivotsOf(fields as never, true).map(({ key }) => key);
    expect(keys(statement)).toEqual(['person', 'table', 'address']);
    expect(keys({ ...statement, user: { name: '张*' } })).toEqual(['table', 'address']);
    const [person] = pivotsOf(statement, true);
    expect(new URL(person!.to, 'https://x').searchParams.get('q')).toBe('用户:lisi');
  });
});

describe('the days of a person', () => {
  it('hold each event at its local time of day, the latest day first', () => {
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 30).toISOString();
    const event = (id: string, stamp: string) => ({ id, index: 0, fields: { '@timestamp': stamp } });
    const { days, dots } = dotsOf([event('a', at(21, 9)), event('b', at(22, 0)), event('c', 'never')]);
    expect(days).toEqual(['2026-11-22', '2026-11-21']);
    expect(dots.map(({ id, hour }) => [id, hour])).toEqual([
      ['a', 9.5],
      ['b', 0.5],
    ]);
  });
});
