import { describe, expect, it } from 'vitest';
import { loadRuleFiles } from '../cli/rule-files.ts';
import type { EcsFields } from '../core/record.ts';
import { createDetector } from '../core/sigma/detector.ts';

const set = loadRuleFiles(import.meta.dirname);
const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.UTC(2026, 0, 5);

type SignIn = { readonly who: string; readonly from: string; readonly at: number; readonly id?: string };

/** What the sign-ins one after the other raise, each by a server or, with an id of the account, by Anmin. */
function raised(signIns: readonly SignIn[]): string[][] {
  const detector = createDetector(set);
  return signIns.map(({ who, from, at, id }) => {
    const event: EcsFields =
      id === undefined
        ? { category: ['authentication'], type: ['start'], outcome: 'success', dataset: 'system.auth' }
        : { category: ['authentication'], type: ['info'], action: 'access.session.started', module: 'anmin' };
    const user: EcsFields = id === undefined ? { name: who } : { name: who, id };
    const time = new Date(begin + at).toISOString();
    return detector
      .feed({ '@timestamp': time, event, user, source: { ip: from } }, begin + at)
      .map(({ rule }) => rule.name ?? '');
  });
}

const last = (...signIns: SignIn[]) => raised(signIns).at(-1);

describe('sign-ins of accounts', () => {
  it('ok/the first of a new account raises nothing, whoever signed in before it and from where', () => {
    const others = ['li', 'zhao', 'qian'].map((who, at) => ({ who, from: `10.1.1.${at}`, at }));
    expect(raised([...others, { who: 'wang', from: '10.9.9.9', at: hour }]).flat()).toEqual([]);
  });

  it('ok/the first of a new account raises nothing where somebody else has the same name', () => {
    const one = { who: '张伟', id: 'a', from: '10.1.1.5', at: 0 };
    expect(last(one, { who: '张伟', id: 'b', from: '10.9.9.9', at: hour })).toEqual([]);
    expect(last(one, { who: '张伟', id: 'b', from: '10.9.9.9', at: 60_000 })).toEqual([]);
    expect(last(one, { who: '张伟', id: 'a', from: '10.9.9.9', at: hour })).toEqual(['account_new_place']);
  });

  it('ok/a known account from a place never seen for it is reported, though others use that place', () => {
    const known = { who: 'wang', from: '10.1.1.5', at: 0 };
    const other = { who: 'li', from: '10.9.9.9', at: hour };
    expect(last(known, other, { who: 'wang', from: '10.9.9.9', at: day })).toEqual(['account_new_place']);
    expect(last(known, other, { who: 'wang', from: '10.1.1.5', at: day })).toEqual([]);
  });

  it('ok/an account that was away wakes; its own old place is not a new one, another is', () => {
    const known = { who: 'wang', from: '10.1.1.5', at: 0 };
    expect(last(known, { who: 'wang', from: '10.1.1.5', at: 59 * day })).toEqual([]);
    expect(last(known, { who: 'wang', from: '10.1.1.5', at: 100 * day })).toEqual(['account_unused_wakes']);
    expect(last(known, { who: 'wang', from: '10.9.9.9', at: 100 * day })?.toSorted()).toEqual([
      'account_new_place',
      'account_unused_wakes',
    ]);
  });

  it('ok/an old place is new again after 90 days of others', () => {
    const at = (days: number, from: string) => ({ who: 'wang', from, at: days * day });
    const moved = [at(0, '10.1.1.5'), at(1, '10.2.2.5'), at(50, '10.2.2.5')];
    expect(last(...moved, at(80, '10.1.1.5'))).toEqual([]);
    expect(last(...moved, at(100, '10.1.1.5'))).toEqual(['account_new_place']);
  });

  it('ok/two places within ten minutes', () => {
    const known = [
      { who: 'wang', from: '10.1.1.5', at: 0 },
      { who: 'wang', from: '10.2.2.5', at: hour },
    ];
    const again = { who: 'wang', from: '10.1.1.5', at: hour };
    expect(last(...known, { ...again, at: hour + 9 * 60_000 })).toEqual(['account_two_places']);
    expect(last(...known, { ...again, at: hour + 11 * 60_000 })).toEqual([]);
  });
});
