import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionCookie } from '../http/index.ts';
import { temporaryStorage } from '../storage/testing.ts';
import { codeOf, goodPassword, type World, world } from './testing.ts';

let w: World;
beforeEach(async () => {
  w = await world({ lockoutAttempts: 3 });
  await w.setup();
});
afterEach(() => w.close());

const later = (minutes: number) => {
  w.now = new Date(w.now.getTime() + minutes * 60_000);
};
const namesOf = async () => (await w.events()).map(({ name }) => name);

/** Makes an account with a password of its own, signed in. */
async function staff(loginName: string) {
  const system = await w.as('system');
  const { body } = await system.call('POST', '/accounts', {
    loginName,
    displayName: '周敏',
    issuePassword: true,
  });
  const client = w.client();
  await client.signIn(loginName, body.oneTimePassword);
  const next = goodPassword(loginName);
  const changed = await client.call('POST', '/me/password', { current: body.oneTimePassword, next });
  expect(changed.status).toBe(204);
  return { client, id: body.account.id as string, password: next };
}

async function withTotp() {
  const made = await staff('zhoumin');
  const { body } = await made.client.call('POST', '/me/totp');
  const secret = fromBase32(body.secret);
  const confirmed = await made.client.call('POST', '/me/totp/confirm', { code: codeOf(secret, w.now) });
  expect(confirmed.status).toBe(204);
  return { ...made, secret };
}

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}

describe('by password', () => {
  it('answers who signed in and sets a cookie that only this site over TLS gets', async () => {
    const answer = await w.listener.app.inject({
      method: 'POST',
      url: '/api/access/sign-in',
      payload: { loginName: 'SYSTEM', password: goodPassword('system') },
    });
    expect(answer.json()).toMatchObject({ loginName: 'system', roles: ['system-admin'], method: 'password' });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(
      new RegExp(`^${sessionCookie}=[\\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Strict$`),
    );
    expect(answer.body).not.toContain(cookie.split(/[=;]/)[1]);
  });

  it('refuses a wrong password and an unknown name in the same words', async () => {
    const known = await w.client().signIn('system', 'wrong');
    const unknown = await w.client().signIn('nobody', 'wrong');
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(known.body).toEqual(unknown.body);
  });

  it('locks after the allowed failures, also names that nobody has, and opens by itself', async () => {
    for (const name of ['system', 'nobody']) {
      const codes = [];
      for (let i = 0; i < 4; i++) codes.push((await w.client().signIn(name, 'wrong')).body.code);
      expect(codes).toEqual([...Array(3).fill('access.sign-in-refused'), 'access.locked']);
    }
    expect((await w.client().signIn('system', goodPassword('system'))).body.code).toBe('access.locked');
    expect(await namesOf()).toContain('access.account.locked');
    later(30.1);
    expect((await w.client().signIn('system', goodPassword('system'))).status).toBe(200);
  });

  it('does not give attempts side by side more tries', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => w.client().signIn('system', 'wrong')));
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'access.sign-in-refused')).toHaveLength(3);
  });

  it('starts to count anew after a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 2; i++) await w.client().signIn('system', 'wrong');
      expect((await w.client().signIn('system', goodPassword('system'))).status).toBe(200);
    }
  });

  it('can be unlocked by the security administrator only', async () => {
    const { id } = await staff('zhoumin');
    for (let i = 0; i < 3; i++) await w.client().signIn('zhoumin', 'wrong');
    const reason = { reason: '本人到场核实' };
    const system = await w.as('system');
    expect((await system.call('GET', `/accounts/${id}`)).body.state).toBe('locked');
    expect((await system.call('GET', '/accounts?state=locked')).body.total).toBe(1);
    expect((await system.call('POST', `/accounts/${id}/unlock`, reason)).status).toBe(403);
    const security = await w.as('security');
    expect((await security.call('POST', `/accounts/${id}/unlock`, reason)).body.state).toBe('active');
    expect((await w.client().signIn('zhoumin', goodPassword('zhoumin'))).status).toBe(200);
  });

  it('ends the session that the browser had before', async () => {
    const client = await w.as('system');
    const first = client.cookie;
    await client.signIn('audit', goodPassword('audit'));
    const old = w.client();
    old.cookie = first;
    expect((await old.call('GET', '/me')).status).toBe(401);
    expect((await client.call('GET', '/me')).body.loginName).toBe('audit');
  });

  it('can be switched off, which ends the sessions that it made', async () => {
    const off = await world({ passwordSignIn: false });
    await off.setup();
    expect((await off.client().signIn('system', goodPassword('system'))).body.code).toBe('access.method-off');
    await off.close();
  });
});

describe('with a one-time code', () => {
  it('asks for the code, takes it once, and counts wrong ones as failures', async () => {
    const { secret, password } = await withTotp();
    expect((await w.client().signIn('zhoumin', password)).body.code).toBe('access.totp-required');
    const used = codeOf(secret, w.now);
    expect((await w.client().signIn('zhoumin', password, used)).body.code).toBe('access.sign-in-refused');
    later(1);
    const fresh = codeOf(secret, w.now);
    expect((await w.client().signIn('zhoumin', password, fresh)).status).toBe(200);
    expect((await w.client().signIn('zhoumin', password, fresh)).body.code).toBe('access.sign-in-refused');
    for (let i = 0; i < 2; i++) await w.client().signIn('zhoumin', password, '000000');
    expect((await w.client().signIn('zhoumin', password, '000000')).body.code).toBe('access.locked');
  });

  it('lets one of two sign-ins with the same code through', async () => {
    const { secret, password } = await withTotp();
    later(1);
    const code = codeOf(secret, w.now);
    const both = await Promise.all([1, 2].map(() => w.client().signIn('zhoumin', password, code)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('gives a session without it nothing but the means to set one up, where the policy asks', async () => {
    const strict = await world({ secondFactor: 'all' });
    await strict.setup();
    const client = await strict.as('system');
    expect((await client.call('GET', '/me')).body).toMatchObject({ mustEnrolTotp: true, permissions: [] });
    expect((await client.call('GET', '/accounts')).status).toBe(403);
    const { body } = await client.call('POST', '/me/totp');
    const code = codeOf(fromBase32(body.secret), strict.now);
    expect((await client.call('POST', '/me/totp/confirm', { code })).status).toBe(204);
    expect((await client.call('GET', '/accounts')).status).toBe(200);
    const removal = await client.call('DELETE', '/me/totp', { code });
    expect(removal.body.code).toBe('access.totp-required-by-policy');
    await strict.close();
  });
});

describe('by certificate', () => {
  const origin = { address: '192.0.2.7', userAgent: null };
  const chain = [Buffer.from('certificate')];
  const accept = (parts: object) => {
    w.judged.verdict = { ok: true, fingerprint: 'ff'.repeat(32), ...parts };
  };

  it('finds the account by fingerprint, else by holder', async () => {
    accept({ fingerprint: w.enrolled[0]!.fingerprint });
    const bound = await w.access.service.signInWithCertificate(chain, origin);
    accept({ holderId: 'holder-A003' });
    const held = await w.access.service.signInWithCertificate(chain, origin);
    const client = w.client();
    client.cookie = bound.token;
    expect((await client.call('GET', '/me')).body).toMatchObject({
      loginName: 'system',
      method: 'certificate',
    });
    client.cookie = held.token;
    expect((await client.call('GET', '/me')).body.loginName).toBe('audit');
  });

  it.each([
    ['a refused certificate', undefined, 'access.certificate-refused'],
    ['a certificate of nobody', {}, 'access.certificate-unknown'],
    ['a holder without account', { holderId: 'somebody' }, 'access.certificate-unknown'],
  ])('refuses %s and records it', async (_what, verdict, code) => {
    if (verdict) accept(verdict);
    await expect(w.access.service.signInWithCertificate(chain, origin)).rejects.toMatchObject({ code });
    expect((await w.events()).at(-1)).toMatchObject({ name: 'access.sign-in.failed', outcome: 'failure' });
  });

  it('ends when the certificate is revoked, by event and by the next judgement', async () => {
    const { fingerprint } = w.enrolled[0]!;
    accept({ fingerprint });
    const [one, two] = [w.client(), w.client()];
    one.cookie = (await w.access.service.signInWithCertificate(chain, origin)).token;
    expect(await w.access.service.revokeSessionsByFingerprint('00'.repeat(32))).toBe(0);
    expect(await w.access.service.revokeSessionsByFingerprint(fingerprint)).toBe(1);
    expect((await one.call('GET', '/me')).status).toBe(401);

    two.cookie = (await w.access.service.signInWithCertificate(chain, origin)).token;
    const rejudge = w.access.jobs.find(({ name }) => name === 'access.rejudge-certificates')!;
    await rejudge.run(new AbortController().signal);
    expect((await two.call('GET', '/me')).status).toBe(200);
    w.judged.verdict = { ok: false, reason: { zh: '已吊销', en: 'revoked' } };
    await rejudge.run(new AbortController().signal);
    expect((await two.call('GET', '/me')).status).toBe(401);
  });
});

describe('sessions', () => {
  it('end when nobody uses them, and requests that a page makes by itself are no use', async () => {
    const client = await w.as('system');
    later(10);
    expect((await client.call('GET', '/me')).status).toBe(200);
    later(10);
    expect((await client.call('GET', '/me')).status).toBe(200);
    later(10);
    const background = { cookie: `${sessionCookie}=${client.cookie}`, 'x-anmin-background': '1' };
    const poll = await w.listener.app.inject({ url: '/api/access/me', headers: background });
    expect(poll.statusCode).toBe(200);
    later(6);
    expect((await client.call('GET', '/me')).status).toBe(401);
  });

  it('end after their longest time even when used all along', async () => {
    const client = await w.as('system');
    for (let i = 0; i < 71; i++) {
      later(10);
      expect((await client.call('GET', '/me')).status).toBe(200);
    }
    later(10);
    expect((await client.call('GET', '/me')).status).toBe(401);
  });

  it('are tidied away with an event that says why', async () => {
    await w.as('system');
    later(16);
    await w.access.jobs[0]!.run(new AbortController().signal);
    expect((await w.events()).at(-1)).toMatchObject({
      name: 'access.session.ended',
      data: { reason: 'idle' },
    });
  });

  it('are listed and ended by their owner, not by others', async () => {
    const [here, there, other] = [await w.as('system'), await w.as('system'), await w.as('audit')];
    const { body } = await here.call('GET', '/me/sessions');
    expect(body.items.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true]);
    const away = body.items.find(({ current }: { current: boolean }) => !current);
    expect((await other.call('DELETE', `/me/sessions/${away.id}`)).status).toBe(404);
    expect((await here.call('DELETE', `/me/sessions/${away.id}`)).status).toBe(204);
    expect((await there.call('GET', '/me')).status).toBe(401);
    expect((await here.call('GET', '/me')).status).toBe(200);
  });

  it('are seen and ended by the security administrator', async () => {
    const system = await w.as('system');
    const me = (await system.call('GET', '/me')).body;
    const security = await w.as('security');
    const listed = await security.call('GET', `/accounts/${me.accountId}/sessions`);
    expect(listed.body.items).toHaveLength(1);
    expect((await security.call('DELETE', `/sessions/${me.sessionId}`)).status).toBe(204);
    expect((await system.call('GET', '/me')).status).toBe(401);
  });

  it('are bounded: the oldest ends', async () => {
    const clients = [];
    for (let i = 0; i < 6; i++) clients.push(await w.as('system'));
    const statuses = [];
    for (const client of clients) statuses.push((await client.call('GET', '/me')).status);
    expect(statuses).toEqual([401, 200, 200, 200, 200, 200]);
  });

  it('can still be read with when nothing more can be written', async () => {
    const storage = await temporaryStorage();
    const full = await world({}, storage);
    await full.setup();
    const client = await full.as('system');
    const database = new DatabaseSync(storage.file);
    // Stands for a full disk, which a test cannot have everywhere.
    database.exec(
      `create trigger full before update on access_sessions begin select raise(abort, 'full'); end`,
    );
    database.close();
    full.now = new Date(full.now.getTime() + 60_000);
    expect((await client.call('GET', '/me')).status).toBe(200);
    full.now = new Date(full.now.getTime() + 15 * 60_000);
    expect((await client.call('GET', '/me')).status).toBe(401);
    await full.close();
  });

  it('end at sign-out', async () => {
    const client = await w.as('system');
    const token = client.cookie;
    expect((await client.call('POST', '/sign-out')).status).toBe(204);
    expect(client.cookie).toBeUndefined();
    client.cookie = token;
    expect((await client.call('GET', '/me')).status).toBe(401);
  });
});

describe('the own password', () => {
  it('cannot be a recent one, ends the other sessions, and ages', async () => {
    const { client, password } = await staff('zhoumin');
    const other = w.client();
    await other.signIn('zhoumin', password);
    const change = (current: string, next: string) => client.call('POST', '/me/password', { current, next });
    expect((await change('wrong', 'Another-Good-77x')).body.code).toBe('access.wrong-password');
    expect((await change(password, password)).body.code).toBe('access.password-reused');
    expect((await change(password, 'Another-Good-77x')).status).toBe(204);
    expect((await change('Another-Good-77x', password)).body.code).toBe('access.password-reused');
    expect((await other.call('GET', '/me')).status).toBe(401);
    expect((await client.call('GET', '/me')).status).toBe(200);
    later(91 * 24 * 60);
    const late = w.client();
    const { body } = await late.signIn('zhoumin', 'Another-Good-77x');
    expect(body).toMatchObject({ mustChangePassword: true, permissions: [] });
  });

  it('cannot be guessed from a session that somebody left open', async () => {
    const { client, password } = await staff('zhoumin');
    const guess = () => client.call('POST', '/me/password', { current: 'guess', next: 'Another-Good-77x' });
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push((await guess()).body.code);
    expect(codes).toEqual([...Array(3).fill('access.wrong-password'), 'access.locked']);
    const right = await client.call('POST', '/me/password', { current: password, next: 'Another-Good-77x' });
    expect(right.body.code).toBe('access.locked');
  });
});
