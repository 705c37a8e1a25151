import { afterAll, beforeAll, expect, it } from 'vitest';
import { appoint, type Composed, call, composed, setUp, signIn } from './composed.ts';
import { type Office, openOffice } from './office.ts';

let product: Composed;
let office: Office;
beforeAll(async () => {
  product = await composed();
  await setUp(product);
  office = await openOffice(product);
}, 120_000);
afterAll(() => product?.close());

const filePassword = 'correct horse 7';
const reason = '岗位需要';
const api = (who: { readonly cookie: string }, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
  call(product, who, method, `/api${path}`, body);

it.each([
  ['with a role', ['staff']],
  ['without', []],
])(
  'a person with an account %s but no password gets one and collects the first key',
  async (_with, roles) => {
    const loginName = `hewenjuan${roles.length}`;
    const holderId = await office.addPerson('何文娟', loginName);
    const [system, security] = [await signIn(product, 'system'), await signIn(product, 'security')];
    const account = { loginName, displayName: '何文娟', holderId };
    const { id } = (await api(system, 'POST', '/access/accounts', account)).body.account;
    await api(security, 'PUT', `/access/accounts/${id}/roles`, { roles, reason });
    const { requestId } = await office.issue(holderId);
    const refused = await api(office.entry, 'POST', `/pki/requests/${requestId}/collect`, {
      password: filePassword,
    });
    expect(refused.body.code).toBe('pki.key-for-holder-only');
    expect(refused.body.message).toContain('一次性口令');

    const asked = (await api(system, 'POST', `/access/accounts/${id}/password`, { reason })).body;
    let once: string = asked.oneTimePassword;
    if (roles.length > 0) {
      const path = `/access/password-resets/${asked.reset.id}`;
      const second = (await api(security, 'POST', `${path}/confirm`, { reason })).body.part;
      once = (await api(system, 'POST', `${path}/part`)).body.part + second;
    }
    const first = await signIn(product, loginName, once);
    const next = 'Zhihui-9-Min9zheng';
    await api(first, 'POST', '/access/me/password', { current: once, next });
    expect((await office.collect(requestId, filePassword, { as: first })).length).toBeGreaterThan(500);
  },
);

it('whose key a clerk collected gets no account until the certificate is revoked', async () => {
  const holderId = await office.addPerson('罗建军', 'luojianjun');
  const { requestId, certificateId } = await office.issue(holderId);
  await office.collect(requestId, filePassword);
  const of = { loginName: 'luojianjun', displayName: '罗建军', holderId };
  const system = await signIn(product, 'system');
  const refused = await api(system, 'POST', '/access/accounts', of);
  expect(refused.body.code).toBe('access.keys-with-others');
  const { serial } = (await api(office.entry, 'GET', `/pki/certificates/${certificateId}`)).body.certificate;
  expect(refused.body.details.certificates).toEqual([serial]);
  await office.revoke(certificateId);
  const id = await appoint(product, { loginName: 'luojianjun', name: '罗建军', holderId, roles: ['staff'] });

  // The own key is no hindrance to another role.
  const own = await signIn(product, 'luojianjun');
  const again = await office.issue(holderId);
  await office.collect(again.requestId, filePassword, { as: own });
  const granted = await api(await signIn(product, 'security'), 'PUT', `/access/accounts/${id}/roles`, {
    roles: ['staff', 'cert-reviewer'],
    reason,
  });
  expect(granted.body.roles).toEqual(['cert-reviewer', 'staff']);
});

it('who was made administrator by the set-up can get another role: that key was collected for them', async () => {
  const [system, security] = [await signIn(product, 'system'), await signIn(product, 'security')];
  const { accountId } = (await api(system, 'GET', '/access/me')).body;
  const roles = ['staff', 'system-admin'];
  const granted = await api(security, 'PUT', `/access/accounts/${accountId}/roles`, { roles, reason });
  expect(granted.body.roles).toEqual(roles);
});
