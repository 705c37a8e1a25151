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
