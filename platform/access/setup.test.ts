import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '../kernel/actor.ts';
import { goodPassword, setupBody, type World, world } from './testing.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => w.close());

const link = async (): Promise<string> => (await w.access.service.createSetup())!.token;
const post = (body: object) => w.client().call('POST', '/setup', body);
const state = async () => (await w.client().call('GET', '/setup')).body;

it('makes three administrators with a certificate each, once', async () => {
  const token = await link();
  expect(await state()).toMatchObject({ state: 'open', linkExpiresAt: '2026-03-03T01:00:00.000Z' });
  const { status, body } = await post(setupBody(token));
  expect(status).toBe(200);
  expect(body.administrators.map(({ kind }: { kind: string }) => kind)).toEqual([
    'system',
    'security',
    'audit',
  ]);
  expect(Buffer.from(body.administrators[0].pkcs12, 'base64').toString()).toBe(w.enrolled[0]!.fingerprint);
  expect(await state()).toMatchObject({ state: 'done', linkExpiresAt: null });
  for (const kind of ['system', 'security', 'audit'] as const) {
    expect((await (await w.as(kind)).call('GET', '/me')).body.roles).toEqual([`${kind}-admin`]);
  }
  expect((await post(setupBody(token))).body.code).toBe('access.setup-done');
  expect(await w.access.service.createSetup()).toBeUndefined();
  const written = JSON.stringify(await w.events());
  expect(written).not.toContain(goodPassword('system'));
  expect(written).not.toContain(token);
});

describe('refuses', () => {
  it('a wrong, an expired and a replaced link', async () => {
    const first = await link();
    expect((await post(setupBody('wrong'))).body.code).toBe('access.setup-token');
    const second = await link();
    expect((await post(setupBody(first))).body.code).toBe('access.setup-token');
    w.now = new Date(w.now.getTime() + 24.1 * 3_600_000);
    expect((await post(setupBody(second))).body.code).toBe('access.setup-token');
    expect(w.enrolled).toHaveLength(0);
  });

  it.each([
    ['name', { name: '赵 建国' }],
    ['staffNumber', { staffNumber: 'a001' }],
    ['loginName', { loginName: 'SYSTEM' }],
  ])('one person twice, told by %s', async (field, same) => {
    const body = setupBody(await link());
    const answer = await post({ ...body, audit: { ...body.audit, ...same } });
    expect(answer.body).toMatchObject({ code: 'access.setup-same-person', details: { field } });
  });

  it('a weak password, before anything is made', async () => {
    const body = setupBody(await link());
    const answer = await post({ ...body, audit: { ...body.audit, password: 'audit12345678' } });
    expect(answer.body.code).toBe('access.weak-password');
    expect(w.enrolled).toHaveLength(0);
  });

  it('a second set-up at the same time', async () => {
    const token = await link();
    const both = await Promise.all([post(setupBody(token)), post(setupBody(token))]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(w.enrolled).toHaveLength(3);
  });
});

it('that breaks down half-way leaves nobody, a link that works, and no certificate that counts', async () => {
  const token = await link();
  w.enroller.fail = (kind) => kind === 'audit';
  expect((await post(setupBody(token))).status).toBe(500);
  expect(await state()).toMatchObject({ state: 'open' });
  expect((await w.client().signIn('system', goodPassword('system'))).status).toBe(401);
  w.enroller.fail = () => false;
  expect((await post(setupBody(token))).status).toBe(200);
  expect(w.enrolled.map(({ withdrawn }) => withdrawn)).toEqual([true, true, false, false, false]);
});

it('that dies just when a certificate was made withdraws it too', async () => {
  const token = await link();
  w.enroller.crash = (kind) => kind === 'security';
  expect((await post(setupBody(token))).status).toBe(500);
  w.enroller.crash = () => false;
  expect((await post(setupBody(token))).status).toBe(200);
  expect(w.enrolled.map(({ withdrawn }) => withdrawn)).toEqual([true, true, false, false, false]);
});

it('answers a second factor that works, where one is asked for', async () => {
  const body = setupBody(await link());
  const answer = await post({ ...body, system: { ...body.system, totp: true } });
  expect(answer.body.administrators[0].totp.uri).toMatch(
    /^otpauth:\/\/totp\/Anmin:system\?secret=[A-Z2-7]{32}&/,
  );
  expect(answer.body.administrators[1].totp).toBeNull();
  expect((await w.client().signIn('system', goodPassword('system'))).body.code).toBe('access.totp-required');
});

describe('reset from the command line', () => {
  const cli = systemActor('cli', ['access.setup.reset']);

  it('begins anew as long as no administrator has signed in', async () => {
    await post(setupBody(await link()));
    const { token } = await w.access.service.resetSetup(cli);
    expect((await w.client().signIn('system', goodPassword('system'))).status).toBe(401);
    expect((await post(setupBody(token))).status).toBe(200);
    expect(w.enrolled.map(({ withdrawn }) => withdrawn)).toEqual([true, true, true, false, false, false]);
  });

  it('is refused afterwards, and to whoever lacks the permission', async () => {
    await w.setup();
    await w.as('audit');
    await expect(w.access.service.resetSetup(cli)).rejects.toMatchObject({ code: 'access.setup-done' });
    await expect(w.access.service.resetSetup(systemActor('cli', []))).rejects.toMatchObject({ status: 403 });
  });
});
