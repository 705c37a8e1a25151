import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword, type World, world } from './testing.ts';

let w: World;
let system: Client;
let security: Client;
let audit: Client;
beforeEach(async () => {
  w = await world();
  await w.setup();
  [system, security, audit] = [await w.as('system'), await w.as('security'), await w.as('audit')];
});
afterEach(() => w.close());

const reason = '岗位调整';
const create = async (loginName: string, more: object = {}) =>
  (await system.call('POST', '/accounts', { loginName, displayName: `职员${loginName}`, ...more })).body
    .account;
const grant = (client: Client, id: string, roles: string[]) =>
  client.call('PUT', `/accounts/${id}/roles`, { roles, reason });
const idOf = async (loginName: string): Promise<string> =>
  (await audit.call('GET', `/accounts?q=${loginName}`)).body.items[0].id;

describe('accounts', () => {
  it('are made by the system administrator and given rights by the security administrator', async () => {
    const { id } = await create('zhoumin');
    expect((await security.call('POST', '/accounts', { loginName: 'x', displayName: 'x' })).status).toBe(403);
    expect((await grant(system, id, ['staff'])).status).toBe(403);
    expect((await grant(security, id, ['staff', 'cert-entry'])).body.roles).toEqual(['cert-entry', 'staff']);
    const changed = (await w.events()).filter(({ name }) => name === 'access.roles.changed').at(-1);
    expect(changed).toMatchObject({
      actor: { name: '钱秀兰' },
      subject: { id, label: 'zhoumin' },
      data: { before: [], after: ['cert-entry', 'staff'], reason },
    });
  });

  it('are listed by page, word, state and role', async () => {
    for (let i = 0; i < 7; i++) await create(`clerk${i}`);
    await grant(security, await idOf('clerk3'), ['staff']);
    await system.call('PATCH', `/accounts/${await idOf('clerk4')}`, { state: 'disabled', reason });
    const list = async (query: string) => (await audit.call('GET', `/accounts?${query}`)).body;
    const names = async (query: string) =>
      (await list(query)).items.map((a: { loginName: string }) => a.loginName);
    expect(await list('q=clerk&pageSize=3&page=3')).toMatchObject({
      total: 7,
      page: 3,
      items: [{ loginName: 'clerk6' }],
    });
    expect(await names('role=staff')).toEqual(['clerk3']);
    expect(await names('state=disabled')).toEqual(['clerk4']);
    expect((await list('state=active')).total).toBe(9);
    expect(await names(`q=${encodeURIComponent('赵建国')}`)).toEqual(['system']);
    expect((await list('q=%25')).total).toBe(0);
  });

  it('have a name of their own, whatever its case, and one for each person', async () => {
    await create('zhoumin', { holderId: 'person-1' });
    const again = (body: object) => system.call('POST', '/accounts', { displayName: 'x', ...body });
    expect((await again({ loginName: 'ZhouMin' })).body.code).toBe('access.login-name-taken');
    expect((await again({ loginName: 'second', holderId: 'person-1' })).body.code).toBe(
      'access.holder-taken',
    );
    const certificateFingerprints = [w.enrolled[0]!.fingerprint];
    const taken = await again({ loginName: 'third', certificateFingerprints });
    expect(taken.body.code).toBe('access.certificate-taken');
    expect((await audit.call('GET', '/accounts')).body.total).toBe(4);
  });

  it('belong to active persons of the directory, and to nothing else', async () => {
    const create = (holderId: string) =>
      system.call('POST', '/accounts', { loginName: 'second', displayName: 'x', holderId });
    expect((await create('server-1')).body).toMatchObject({
      code: 'access.holder-not-person',
      details: { field: 'holderId' },
    });
    const { id } = (await create('person-1')).body.account;
    const change = (more: object) => system.call('PATCH', `/accounts/${id}`, { ...more, reason });
    expect((await change({ holderId: 'server-1' })).body.code).toBe('access.holder-not-person');
    expect((await change({ holderId: 'person-2' })).body.holderId).toBe('person-2');
    w.persons.delete('person-2');
    expect((await change({ holderId: 'person-2', displayName: '赵敏' })).body.displayName).toBe('赵敏');
  });

  it('with a role keep the person and the certificates that they had when it was granted', async () => {
    const { id } = await create('zhoumin', { holderId: 'person-1' });
    const change = (more: object) => system.call('PATCH', `/accounts/${id}`, { ...more, reason });
    expect((await change({ certificateFingerprints: ['aa'.repeat(32)] })).status).toBe(200);
    await grant(security, id, ['cert-approver', 'staff']);
    const refusals = [
      { holderId: 'person-2' },
      { holderId: null },
      { certificateFingerprints: ['aa'.repeat(32), 'bb'.repeat(32)] },
    ];
    for (const refused of refusals) {
      expect((await change(refused)).body.code).toBe('access.holder-fixed');
    }
    const same = { holderId: 'person-1', certificateFingerprints: [], displayName: '周敏' };
    expect((await change(same)).body).toMatchObject({ displayName: '周敏', certificateFingerprints: [] });
    await grant(security, id, ['staff']);
    expect((await change({ holderId: null })).body.holderId).toBe(null);
  });

  it('that go to another person leave password, one-time code and sessions behind', async () => {
    const body = { loginName: 'zhoumin', displayName: '周敏', holderId: 'person-1', issuePassword: true };
    const made = (await system.call('POST', '/accounts', body)).body;
    await grant(security, made.account.id, ['staff']);
    const first = w.client();
    await first.signIn('zhoumin', made.oneTimePassword);
    const next = goodPassword('zhoumin');
    await first.call('POST', '/me/password', { current: made.oneTimePassword, next });
    const path = `/accounts/${made.account.id}`;
    const asked = (await system.call('POST', `${path}/password`, { reason })).body.reset;
    await system.call('PATCH', path, { displayName: '周敏', holderId: 'person-1', reason });
    expect((await first.call('GET', '/me')).status).toBe(200);
    const { version } = (await system.call('GET', path)).body;
    const moved = await system.call('PATCH', path, { holderId: 'person-2', reason, version });
    expect(moved.status).toBe(200);
    expect((await first.call('GET', '/me')).status).toBe(401);
    expect((await w.client().signIn('zhoumin', next)).status).toBe(401);
    const confirmed = await security.call('POST', `/password-resets/${asked.id}/confirm`, { reason });
    expect(confirmed.body.code).toBe('access.reset-over');
  });

  it.each([
    ['turns the text round', '\u202e芳王'],
    ['has a character that nobody sees', '王\u200b芳'],
    ['breaks the line', '王\u2028芳'],
    ['mixes letters that look alike', 'W\u0430ng Fang'],
    ['is blank', ' '],
  ])('have no display name that %s', async (_what, displayName) => {
    const made = await system.call('POST', '/accounts', { loginName: 'wangfang', displayName });
    expect(made.body).toMatchObject({ code: 'common.invalid', details: { field: 'displayName' } });
    const { id } = await create('wangfang');
    const changed = await system.call('PATCH', `/accounts/${id}`, { displayName, reason });
    expect(changed.body.code).toBe('common.invalid');
  });

  it('are signed in to with certificates of their own person only, whatever was bound to them', async () => {
    const fingerprint = 'aa'.repeat(32);
    const { id } = await create('zhoumin', { holderId: 'person-1', certificateFingerprints: [fingerprint] });
    await grant(security, id, ['staff']);
    const present = (holderId: string) => {
      w.judged.verdict = { ok: true, fingerprint, holderId };
      const origin = { address: null, userAgent: null };
      return w.access.service.signInWithCertificate([Buffer.from('certificate')], origin);
    };
    await expect(present('person-2')).rejects.toMatchObject({ code: 'access.certificate-unknown' });
    expect((await w.events()).at(-1)).toMatchObject({ data: { reason: 'of-another-person' } });
    expect(await present('person-1')).toMatchObject({ accountId: id });
  });

  it('are not for persons whose key somebody else collected, until that is mended', async () => {
    const list = (...serials: string[]) => serials.map((serial) => ({ serial, by: 'clerk' }));
    w.keys.set('person-1', list('0A1B', '0C2D'));
    const refused = await system.call('POST', '/accounts', {
      loginName: 'zhoumin',
      displayName: '周敏',
      holderId: 'person-1',
    });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'access.keys-with-others', details: { certificates: ['0A1B', '0C2D'] } },
    });
    expect(refused.body.message).toContain('0A1B, 0C2D');
    w.keys.clear();
    const { id } = await create('zhoumin', { holderId: 'person-1' });
    const change = (more: object) => system.call('PATCH', `/accounts/${id}`, { ...more, reason });

    // Collected while the account was disabled, or in the moment in which it was made.
    await change({ state: 'disabled' });
    w.keys.set('person-1', list('0E3F'));
    expect((await change({ state: 'active' })).body.code).toBe('access.keys-with-others');
    w.keys.clear();
    expect((await change({ state: 'active' })).status).toBe(200);
    await grant(security, id, ['staff']);
    w.keys.set('person-1', list('0E3F'));
    expect((await grant(security, id, ['staff', 'cert-approver'])).body.code).toBe('access.keys-with-others');
    expect((await grant(security, id, [])).status).toBe(200);
    expect((await grant(security, id, ['staff'])).body.code).toBe('access.keys-with-others');
    w.keys.set('person-1', [{ serial: '0E3F', by: id }]);
    expect((await grant(security, id, ['staff'])).status).toBe(200);
    w.keys.set('person-2', list('0F40'));
    expect((await change({ holderId: 'person-2' })).body.code).toBe('access.keys-with-others');
  });

  it('lose their sessions when disabled, and cannot come back until enabled', async () => {
    const { body } = await system.call('POST', '/accounts', {
      loginName: 'li',
      displayName: '李',
      issuePassword: true,
    });
    const li = w.client();
    expect((await li.signIn('li', body.oneTimePassword)).body.mustChangePassword).toBe(true);
    const path = `/accounts/${body.account.id}`;
    await system.call('PATCH', path, { state: 'disabled', reason });
    expect((await li.call('GET', '/me')).status).toBe(401);
    expect((await li.signIn('li', body.oneTimePassword)).status).toBe(401);
    await system.call('PATCH', path, { state: 'active', reason });
    expect((await li.signIn('li', body.oneTimePassword)).status).toBe(200);
    const names = (await w.events()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['access.account.disabled', 'access.account.enabled']));
  });

  it('let their person sign in while they are active', async () => {
    const { id } = await create('zhoumin', { holderId: 'person-1' });
    const { canSignIn } = w.access.service;
    expect([await canSignIn('person-1'), await canSignIn('person-2')]).toEqual([true, false]);
    await system.call('PATCH', `/accounts/${id}`, { state: 'disabled', reason });
    expect(await canSignIn('person-1')).toBe(false);
  });

  it('notice a rival change', async () => {
    const { id, version } = await create('zhoumin');
    const change = (displayName: string) =>
      system.call('PATCH', `/accounts/${id}`, { displayName, reason, version });
    expect((await change('一')).body.displayName).toBe('一');
    expect((await change('二')).body.code).toBe('access.account-changed');
  });
});

describe('three administrators 三员', () => {
  it('refuses two of them in one account', async () => {
    const { id } = await create('zhoumin');
    const refused = await grant(security, id, ['system-admin', 'audit-admin']);
    expect(refused.body.code).toBe('access.exclusive-roles');
    expect((await grant(security, id, ['audit-admin', 'staff'])).status).toBe(200);
    expect((await grant(security, id, ['system-admin'])).body.roles).toEqual(['system-admin']);
  });

  it('keeps the auditor apart from the work that is audited', async () => {
    const { id } = await create('zhoumin');
    const body = {
      name: 'help-desk',
      zh: '服务台',
      en: 'Help desk',
      permissions: ['things.all.read'],
      reason,
    };
    await security.call('POST', '/roles', body);
    for (const other of ['cert-entry', 'cert-reviewer', 'cert-approver', 'help-desk']) {
      expect((await grant(security, id, ['audit-admin', other])).body.code).toBe('access.auditor-apart');
    }
    expect((await grant(security, id, ['cert-approver', 'security-admin'])).status).toBe(200);
    expect((await grant(security, id, ['audit-admin', 'staff'])).status).toBe(200);
    expect((await grant(security, id, ['audit-admin', 'cert-entry'])).body.code).toBe('access.auditor-apart');
  });

  it('lets nobody change their own roles or disable themselves', async () => {
    expect((await grant(security, await idOf('security'), ['security-admin', 'staff'])).body.code).toBe(
      'access.own-roles',
    );
    await grant(security, (await create('second')).id, ['system-admin']);
    const self = await system.call('PATCH', `/accounts/${await idOf('system')}`, {
      state: 'disabled',
      reason,
    });
    expect(self.body.code).toBe('access.own-account');
  });

  it('keeps the last of each kind', async () => {
    const id = await idOf('audit');
    const disable = () => system.call('PATCH', `/accounts/${id}`, { state: 'disabled', reason });
    expect((await disable()).body.code).toBe('access.last-administrator');
    expect((await grant(security, id, ['staff'])).body.code).toBe('access.last-administrator');
    await grant(security, (await create('second')).id, ['audit-admin']);
    expect((await disable()).status).toBe(200);
  });

  it('lets one of two changes at once take the last administrator, not both', async () => {
    const first = await idOf('audit');
    const second = (await create('second')).id;
    await grant(security, second, ['audit-admin']);
    const both = await Promise.all([first, second].map((id) => grant(security, id, ['staff'])));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('roles', () => {
  const role = { name: 'help-desk', zh: '服务台', en: 'Help desk', reason };

  it('can be made of permissions that are nobody’s alone, and count at once', async () => {
    const made = await security.call('POST', '/roles', { ...role, permissions: ['things.all.read'] });
    expect(made.status).toBe(201);
    const { body } = await system.call('POST', '/accounts', {
      loginName: 'li',
      displayName: '李',
      issuePassword: true,
    });
    const li = w.client();
    await li.signIn('li', body.oneTimePassword);
    const next = goodPassword('li');
    await li.call('POST', '/me/password', { current: body.oneTimePassword, next });
    const permissions = async () => (await li.call('GET', '/me')).body.permissions;
    expect(await permissions()).toEqual([]);
    await grant(security, body.account.id, ['help-desk']);
    await li.call('POST', '/me/password', { current: next, next: goodPassword('with a role') });
    expect(await permissions()).toEqual(['things.all.read']);
    await security.call('PUT', '/roles/help-desk', {
      zh: '服务台',
      en: 'Help desk',
      permissions: [],
      reason,
    });
    expect(await permissions()).toEqual([]);
    expect((await security.call('DELETE', '/roles/help-desk?reason=x')).body.code).toBe('access.role-in-use');
    await grant(security, body.account.id, []);
    expect((await security.call('DELETE', '/roles/help-desk?reason=x')).status).toBe(204);
  });

  it.each([
    [
      'a permission of administrators',
      { permissions: ['access.accounts.read'] },
      'access.reserved-permission',
    ],
    ['a permission of nobody', { permissions: ['access.setup.reset'] }, 'access.reserved-permission'],
    ['an unknown permission', { permissions: ['things.all.write'] }, 'access.unknown-permission'],
    ['a name of Object itself', { permissions: ['constructor'] }, 'access.unknown-permission'],
    ['the name of a built-in role', { name: 'staff', permissions: [] }, 'access.role-exists'],
  ])('refuse %s', async (_what, parts, code) => {
    expect((await security.call('POST', '/roles', { ...role, ...parts })).body.code).toBe(code);
  });

  it('that are built in stay as they are', async () => {
    const body = { zh: 'x', en: 'x', permissions: [], reason };
    expect((await security.call('PUT', '/roles/staff', body)).body.code).toBe('access.built-in-role');
    expect((await security.call('DELETE', '/roles/staff?reason=x')).body.code).toBe('access.built-in-role');
  });

  it('and permissions are explained to administrators', async () => {
    const { body } = await audit.call('GET', '/roles');
    const found = body.items.find(({ name }: { name: string }) => name === 'system-admin');
    expect(found).toMatchObject({ zh: '系统管理员', adminKind: 'system', builtIn: true, accounts: 1 });
    const { items } = (await audit.call('GET', '/permissions')).body;
    expect(items.find(({ name }: { name: string }) => name === 'access.roles.grant')).toMatchObject({
      adminKind: 'security',
      reserved: true,
    });
  });
});

it('tells the policy in force and where it falls behind level 3', async () => {
  const soft = await world({ lockoutAttempts: 50, sessionIdleMinutes: 5 });
  await soft.setup();
  const { body } = await (await soft.as('audit')).call('GET', '/policy');
  const row = (key: string) => body.items.find((item: { key: string }) => item.key === key);
  expect(row('lockoutAttempts')).toMatchObject({ value: 50, meetsLevel3: false });
  expect(row('sessionIdleMinutes')).toMatchObject({ value: 5, unit: 'minutes', meetsLevel3: true });
  await soft.close();
});
