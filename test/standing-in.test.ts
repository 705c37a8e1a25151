import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sessionCookie } from '#platform/http/index.ts';
import { type Composed, call, composed, passwordOf, setUp, signIn } from './composed.ts';
import { type Office, openOffice } from './office.ts';

let product: Composed;
let office: Office;
beforeAll(async () => {
  product = await composed();
  await setUp(product);
  office = await openOffice(product);
}, 120_000);
afterAll(() => product?.close());

type Who = { readonly cookie: string };
const reason = '岗位需要';
const filePassword = 'correct horse 7';
const api = (who: Who, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) =>
  call(product, who, method, `/api${path}`, body);

/** The console's session of whoever shows this certificate. */
async function showCertificate(certificateId: string): Promise<Who> {
  const { pem } = (await api(office.entry, 'GET', `/pki/certificates/${certificateId}`)).body;
  const chain = [new X509Certificate(pem).raw];
  const origin = { address: '127.0.0.1', userAgent: null };
  const { token } = await product.system.access.service.signInWithCertificate(chain, origin);
  return { cookie: `${sessionCookie}=${token}` };
}

async function newAccount(loginName: string, name: string) {
  const holderId = await office.addPerson(name, loginName);
  const system = await signIn(product, 'system');
  const body = { loginName, displayName: name, holderId, issuePassword: true };
  const { account, oneTimePassword } = (await api(system, 'POST', '/access/accounts', body)).body;
  return { id: account.id as string, holderId, oneTimePassword: oneTimePassword as string, system };
}

const grant = async (id: string, roles: readonly string[]) =>
  api(await signIn(product, 'security'), 'PUT', `/access/accounts/${id}/roles`, { roles, reason });

it('a certificate bound to the account of somebody else does not sign in there', async () => {
  const { id, system } = await newAccount('chenlihua', '陈丽华');
  const stranger = await office.addPerson('马文涛', 'mawentao');
  const { certificateId } = await office.issue(stranger);
  const { certificate } = (await api(office.entry, 'GET', `/pki/certificates/${certificateId}`)).body;
  const bound = await api(system, 'PATCH', `/access/accounts/${id}`, {
    certificateFingerprints: [certificate.fingerprint],
    reason,
  });
  expect(bound.status, JSON.stringify(bound.body)).toBe(200);
  await grant(id, ['cert-approver']);
  await expect(showCertificate(certificateId)).rejects.toMatchObject({ code: 'access.certificate-unknown' });
});

it('with a one-time password nobody collects the key of the person whose account it is', async () => {
  const { holderId, oneTimePassword } = await newAccount('sunguifang', '孙桂芳');
  const { requestId } = await office.issue(holderId);
  const first = await signIn(product, 'sunguifang', oneTimePassword);
  const collected = await api(first, 'POST', `/pki/requests/${requestId}/collect`, {
    password: filePassword,
  });
  expect(collected.status).toBe(403);
});

it('whoever knew the password before the first role has to choose another one after it', async () => {
  const { id, oneTimePassword } = await newAccount('dengyong', '邓勇');
  const early = await signIn(product, 'dengyong', oneTimePassword);
  const next = passwordOf('dengyong');
  await api(early, 'POST', '/access/me/password', { current: oneTimePassword, next });
  await grant(id, ['cert-approver']);
  expect((await api(early, 'GET', '/access/me')).body.permissions).toEqual([]);
  const late = await signIn(product, 'dengyong');
  expect((await api(late, 'GET', '/access/me')).body).toMatchObject({
    mustChangePassword: true,
    permissions: [],
  });
});

it('a clerk who collects while the account is being made does not get the key as well', async () => {
  const holderId = await office.addPerson('贺小兰', 'hexiaolan');
  const { requestId } = await office.issue(holderId);
  const system = await signIn(product, 'system');
  const collecting = api(office.entry, 'POST', `/pki/requests/${requestId}/collect`, {
    password: filePassword,
  });
  const body = { loginName: 'hexiaolan', displayName: '贺小兰', holderId };
  const made = await api(system, 'POST', '/access/accounts', body);
  const collected = await collecting;
  expect([made.body.code, collected.body.code].filter((code) => code !== undefined)).toHaveLength(1);
});
