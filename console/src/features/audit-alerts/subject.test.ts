import { describe, expect, it } from 'vitest';
import { commonQuery, sideQuery, spanOfAlert, subjectQuery } from './subject.ts';

describe('the subject of an alert as a query', () => {
  it('asks for everything that the alert names, in both names of a person', () => {
    const subject = { user: 'zhang san', address: '10.1.2.3', host: 'db01' };
    expect(subjectQuery(subject, false)).toBe(
      '(user.name:"zhang san" or db.user:"zhang san") source.ip:10.1.2.3 (host.name:db01 or anmin.source:db01)',
    );
  });

  it('leaves out what the alert does not name, and what is masked', () => {
    expect(subjectQuery({ user: null, address: '10.1.2.3', host: null }, false)).toBe('source.ip:10.1.2.3');
    expect(sideQuery({ user: '林**', address: null, host: null }, 'user', false)).toBeUndefined();
    expect(sideQuery({ user: null, address: null, host: null }, 'user', false)).toBeUndefined();
    expect(commonQuery({ user: null, address: null, host: null })).toBe('');
  });

  it('finds what a correlation counted: by the address first, and before the last of them', () => {
    expect(commonQuery({ user: 'root', address: '10.1.2.3', host: 'a' })).toBe('source.ip:10.1.2.3');
    expect(spanOfAlert({ firstAt: '2026-11-22T08:00:00.000Z', lastAt: '2026-11-22T08:05:00.000Z' })).toEqual({
      from: '2026-11-22T07:00:00.000Z',
      to: '2026-11-22T08:05:01.000Z',
    });
  });
});
