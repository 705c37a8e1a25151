import { describe, expect, it } from 'vitest';
import { rivalOf, type SetUpDraft, setUpBody, tokenOf } from './administrator.ts';

const person = (n: string) => ({
  name: ` 管理员${n} `,
  loginName: `admin${n}`,
  staffNumber: `QH00${n}`,
  pkcs12Password: `secret-of-${n}-long`,
  pkcs12Repeat: `secret-of-${n}-long`,
});
const draft = (): SetUpDraft => ({
  organisation: { name: ' 清河县民政局 ', code: ' 130534 ', level: 'county' },
  system: person('1'),
  security: person('2'),
  audit: person('3'),
});

describe('the three administrators', () => {
  it('are three persons: an account or staff number used twice names the other', () => {
    expect(rivalOf(draft(), 'audit', 'loginName')).toBeUndefined();
    const twice = { ...draft(), audit: { ...person('3'), loginName: ' ADMIN1 ' } };
    expect(rivalOf(twice, 'audit', 'loginName')).toBe('system');
    expect(rivalOf(twice, 'audit', 'staffNumber')).toBeUndefined();
  });

  it('that were not filled in yet are no rivals', () => {
    expect(
      rivalOf({ system: { loginName: '' }, audit: { loginName: '' } }, 'audit', 'loginName'),
    ).toBeUndefined();
  });

  it('are sent trimmed, with a sign-in password only where it was chosen', () => {
    const chosen = draft();
    chosen.security = { ...person('2'), passwordLogin: true, password: 'sign-in-2' };
    chosen.audit = { ...person('3'), passwordLogin: false, password: 'left over' };
    const body = setUpBody('t', chosen);
    expect(body.organisation).toEqual({ name: '清河县民政局', code: '130534', level: 'county' });
    expect(body.system).toEqual({
      name: '管理员1',
      loginName: 'admin1',
      staffNumber: 'QH001',
      pkcs12Password: 'secret-of-1-long',
    });
    expect(body.security).toMatchObject({ password: 'sign-in-2', totp: true });
    expect(body.audit).not.toHaveProperty('password');
    expect(JSON.stringify(body)).not.toContain('Repeat');
  });
});

describe('the set-up link', () => {
  it.each([
    ['#token=abc_-1', 'abc_-1'],
    ['#token=', undefined],
    ['#abc', undefined],
    ['', undefined],
  ])('%j', (hash, token) => expect(tokenOf({ hash })).toBe(token));
});
