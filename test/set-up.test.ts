import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Composed, call, composed, passwordOf, signIn } from './composed.ts';

let product: Composed;
beforeAll(async () => {
  product = await composed();
});
afterAll(() => product.close());

const administrator = (loginName: string, name: string, staffNumber: string, more: object = {}) => ({
  loginName,
  name,
  staffNumber,
  pkcs12Password: passwordOf(loginName),
  password: passwordOf(loginName),
  ...more,
});

function setUp(second: object) {
  const token = new URLSearchParams(new URL(product.server.setupUrl!).hash.slice(1)).get('token');
  return call(product, {}, 'POST', '/api/access/setup', {
    token,
    organisation: { name: '松溪县民政局', code: '350724', level: 'county' },
    system: administrator('system', '周卫国', 'A001'),
    security: administrator('security', '林静怡', 'A002', second),
    audit: administrator('audit', '韩德胜', 'A003'),
  });
}

it('a set-up that breaks down at the second administrator is done again with the same link', async () => {
  const failed = await setUp({ email: 'not an address' });
  expect(failed.status).toBe(400);
  await expect(signIn(product, 'system')).rejects.toThrow('access.');

  const done = await setUp({ email: 'lin.jingyi@example.gov.cn' });
  expect(done.status).toBe(200);
  const admin = await signIn(product, 'security');
  const people = await call(product, await signIn(product, 'system'), 'GET', '/api/pki/holders?kind=person');
  expect(people.body.items.map(({ number }: { number: string }) => number).sort()).toEqual([
    'A001',
    'A002',
    'A003',
  ]);
  expect((await call(product, admin, 'GET', '/api/access/me')).body.roles).toEqual(['security-admin']);

  // The first import knows the bureau by its code: nothing is made twice, nothing matched by hand.
  const file = '机构代码,机构名称,层级,上级机构代码\n3507,南平市民政局,市,\n350724,松溪县民政局,县,3507\n';
  const report = await call(product, await signIn(product, 'system'), 'POST', '/api/pki/imports', {
    kind: 'organisations',
    fileName: 'organisations.csv',
    content: Buffer.from(file).toString('base64'),
    dryRun: false,
  });
  expect(report.body.import).toMatchObject({ created: 1, updated: 1, refused: 0 });
  const moved = await call(product, admin, 'GET', '/api/pki/holders?kind=person&q=A001');
  expect(moved.body.items[0].organisationPath).toEqual(['南平市民政局', '松溪县民政局']);

  const certificates = await product.system.pki.service.certificates.list(
    { kind: 'system', name: 'test', permissions: new Set(['pki.certificates.read']) },
    { profile: 'staff-signin' },
  );
  const byState = certificates.items.map(({ commonName, state }) => `${commonName} ${state}`).sort();
  expect(byState).toEqual(['周卫国 revoked', '周卫国 valid', '林静怡 valid', '韩德胜 valid']);
});
