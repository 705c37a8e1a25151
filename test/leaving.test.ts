import { afterAll, beforeAll, expect, it } from 'vitest';
import { appoint, type Composed, call, composed, passwordOf, setUp, signIn } from './composed.ts';

let product: Composed;
beforeAll(async () => {
  product = await composed();
  await setUp(product);
});
afterAll(() => product.close());

it('a person sees the own entry in the directory, and who leaves is signed out for good', async () => {
  const admin = await signIn(product, 'system');
  const tree = await call(product, admin, 'GET', '/api/pki/organisations');
  const holder = await call(product, admin, 'POST', '/api/pki/holders', {
    kind: 'person',
    organisationId: tree.body.items[0].id,
    name: '何志远',
    number: 'MZ90001',
  });
  expect(holder.status).toBe(201);
  const accountId = await appoint(product, {
    loginName: 'hezhiyuan',
    name: '何志远',
    holderId: holder.body.id,
  });
  const session = await signIn(product, 'hezhiyuan');
  expect((await call(product, session, 'GET', '/api/access/me')).status).toBe(200);

  const seen = await call(product, session, 'GET', `/api/pki/holders/${holder.body.id}`);
  expect(seen.body).toMatchObject({ name: '何志远', number: 'MZ90001' });
  const { holderId: other } = (await call(product, admin, 'GET', '/api/access/me')).body;
  expect((await call(product, session, 'GET', `/api/pki/holders/${other}`)).status).toBe(403);

  const left = await call(product, admin, 'PATCH', `/api/pki/holders/${holder.body.id}`, { state: 'left' });
  expect(left.status).toBe(200);
  await expect
    .poll(async () => (await call(product, session, 'GET', '/api/access/me')).status, { timeout: 10_000 })
    .toBe(401);
  const account = await call(product, admin, 'GET', `/api/access/accounts/${accountId}`);
  expect(account.body.state).toBe('disabled');
  await expect(signIn(product, 'hezhiyuan', passwordOf('hezhiyuan'))).rejects.toThrow('access.');
});

it('accounts are for persons who are there: not for leavers, servers or what nobody knows', async () => {
  const admin = await signIn(product, 'system');
  const [organisation] = (await call(product, admin, 'GET', '/api/pki/organisations')).body.items;
  const add = async (more: object) => {
    const holder = { organisationId: organisation.id, ...more };
    return (await call(product, admin, 'POST', '/api/pki/holders', holder)).body.id as string;
  };
  const dnsNames = ['web.songxi.mz.internal'];
  const server = await add({ kind: 'server', name: '门户网站', number: 'FW90001', dnsNames });
  const leaver = await add({ kind: 'person', name: '何志远', number: 'MZ90002' });
  const present = await add({ kind: 'person', name: '李秀英', number: 'MZ90003' });
  await call(product, admin, 'PATCH', `/api/pki/holders/${leaver}`, { state: 'left' });
  const answers = [server, leaver, 'nonsense', present].map(async (holderId, i) => {
    const account = { loginName: `someone${i}`, displayName: '某人', holderId };
    const { status, body } = await call(product, admin, 'POST', '/api/access/accounts', account);
    return status === 201 ? 'made' : body.code;
  });
  const refused = 'access.holder-not-person';
  expect(await Promise.all(answers)).toEqual([refused, refused, refused, 'made']);
});

it('the last administrator of a kind who leaves is signed out and can still be replaced', async () => {
  const security = await signIn(product, 'security');
  const me = await call(product, security, 'GET', '/api/access/me');
  const admin = await signIn(product, 'system');
  await call(product, admin, 'PATCH', `/api/pki/holders/${me.body.holderId}`, { state: 'left' });
  await expect
    .poll(async () => (await call(product, security, 'GET', '/api/access/me')).status, { timeout: 10_000 })
    .toBe(401);
  const account = await call(product, admin, 'GET', `/api/access/accounts/${me.body.accountId}`);
  expect(account.body.state).toBe('active');
});
