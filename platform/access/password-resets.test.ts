import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '../kernel/actor.ts';
import { type Client, goodPassword, setupBody, type World, world } from './testing.ts';

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

const reason = '本人遗忘口令';
const idOf = async (loginName: string): Promise<string> =>
  (await audit.call('GET', `/accounts?q=${loginName}`)).body.items[0].id;
const reset = (id: string) => system.call('POST', `/accounts/${id}/password`, { reason });
const confirm = (client: Client, id: string) =>
  client.call('POST', `/password-resets/${id}/confirm`, { reason: '已当面核实' });
const refuse = (client: Client, id: string) =>
  client.call('POST', `/password-resets/${id}/refuse`, { reason: '未能核实身份' });
const fetchPart = (client: Client, id: string) => client.call('POST', `/password-resets/${id}/part`);
const hoursLater = (hours: number) => {
  w.now = new Date(w.now.getTime() + hours * 3_600_000);
};
const eventsOf = async (prefix: string) => (await w.events()).filter(({ name }) => name.startsWith(prefix));
const tidy = () => w.access.jobs.find(({ name }) => name === 'access.tidy-password-resets')!;

/** An account whose person has signed in and chosen a password. */
async function employ(loginName: string, roles: readonly string[]): Promise<string> {
  const body = { loginName, displayName: `职员${loginName}`, issuePassword: true };
  const { account, oneTimePassword } = (await system.call('POST', '/accounts', body)).body;
  if (roles.length > 0) await security.call('PUT', `/accounts/${account.id}/roles`, { roles, reason });
  const first = w.client();
  await first.signIn(loginName, oneTimePassword);
  const next = goodPassword(loginName);
  await first.call('POST', '/me/password', { current: oneTimePassword, next });
  return account.id;
}

describe('a password reset of an account with roles', () => {
  it('changes nothing until another administrator confirms; then each has a part and nobody the whole', async () => {
    const id = await employ('shenpi', ['cert-approver']);
    const holder = w.client();
    await holder.signIn('shenpi', goodPassword('shenpi'));
    const asked = (await reset(id)).body;
    expect(asked).toMatchObject({
      oneTimePassword: null,
      reset: {
        accountId: id,
        state: 'pending',
        confirmer: 'security',
        requestedBy: '赵建国',
        mayDecide: false,
      },
    });
    expect((await holder.call('GET', '/me')).body.passwordReset).toMatchObject({
      requestedBy: '赵建国',
      reason,
    });
    expect((await w.client().signIn('shenpi', goodPassword('shenpi'))).status).toBe(200);
    expect((await fetchPart(system, asked.reset.id)).body.code).toBe('access.reset-part-gone');

    const confirmed = await confirm(security, asked.reset.id);
    expect(confirmed.status).toBe(200);
    const second: string = confirmed.body.part;
    expect((await holder.call('GET', '/me')).status).toBe(401);
    expect((await w.client().signIn('shenpi', goodPassword('shenpi'))).status).toBe(401);

    expect((await fetchPart(security, asked.reset.id)).status).toBe(403);
    const listed = (await system.call('GET', '/password-resets?open=true')).body;
    expect(listed).toMatchObject({ total: 1, items: [{ state: 'confirmed', partWaits: true }] });
    const first: string = (await fetchPart(system, asked.reset.id)).body.part;
    expect((await fetchPart(system, asked.reset.id)).body.code).toBe('access.reset-part-gone');
    expect((await system.call('GET', '/password-resets?open=true')).body.total).toBe(0);

    for (const part of [first, second, second + first]) {
      expect((await w.client().signIn('shenpi', part)).status).toBe(401);
    }
    const back = w.client();
    expect((await back.signIn('shenpi', first + second)).body).toMatchObject({
      mustChangePassword: true,
      permissions: [],
      passwordReset: null,
    });
    expect((await eventsOf('access.password.')).slice(-3)).toMatchObject([
      { name: 'access.password.reset-requested', actor: { name: '赵建国' }, data: { confirmer: 'security' } },
      {
        name: 'access.password.reset',
        actor: { name: '钱秀兰' },
        subject: { id },
        data: { reason: '已当面核实' },
      },
      { name: 'access.password.part-fetched', actor: { name: '赵建国' } },
    ]);
    const told = JSON.stringify(await w.events());
    expect([told.includes(first), told.includes(second)]).toEqual([false, false]);
  });

  it('takes the one-time code away only when it is confirmed', async () => {
    const other = await world();
    const body = setupBody((await other.access.service.createSetup())!.token);
    await other.access.service.completeSetup({ ...body, audit: { ...body.audit, totp: true } });
    const [asking, confirming] = [await other.as('system'), await other.as('security')];
    const [account] = (await asking.call('GET', '/accounts?q=audit')).body.items;
    const hasTotp = async () => (await asking.call('GET', `/accounts/${account.id}`)).body.hasTotp;
    const { reset: asked } = (await asking.call('POST', `/accounts/${account.id}/password`, { reason })).body;
    expect(await hasTotp()).toBe(true);
    expect((await confirm(confirming, asked.id)).status).toBe(200);
    expect(await hasTotp()).toBe(false);
    await other.close();
  });

  it('can be refused with a reason, which leaves everything as it was', async () => {
    const id = await employ('shenpi', ['cert-approver']);
    const { reset: asked } = (await reset(id)).body;
    const refused = await refuse(security, asked.id);
    expect(refused.body).toMatchObject({
      state: 'refused',
      decidedBy: '钱秀兰',
      decisionReason: '未能核实身份',
    });
    expect((await confirm(security, asked.id)).body.code).toBe('access.reset-over');
    expect((await fetchPart(system, asked.id)).body.code).toBe('access.reset-part-gone');
    expect((await w.client().signIn('shenpi', goodPassword('shenpi'))).status).toBe(200);
    expect(await eventsOf('access.password.reset-refused')).toMatchObject([
      { actor: { name: '钱秀兰' }, data: { reason: '未能核实身份', resetId: asked.id } },
    ]);
    expect((await reset(id)).body.reset.state).toBe('pending');
  });

  it('lapses after a day, and waits once at a time', async () => {
    const id = await employ('shenpi', ['staff']);
    const { reset: asked } = (await reset(id)).body;
    expect((await reset(id)).body.code).toBe('access.reset-pending');
    hoursLater(25);
    [system, security, audit] = [await w.as('system'), await w.as('security'), await w.as('audit')];
    expect((await confirm(security, asked.id)).body.code).toBe('access.reset-over');
    expect((await refuse(security, asked.id)).body.code).toBe('access.reset-over');
    const all = async () => (await audit.call('GET', `/password-resets?accountId=${id}`)).body.items;
    expect(await all()).toMatchObject([{ state: 'lapsed', mayDecide: false }]);
    const { reset: again } = (await reset(id)).body;
    expect(await eventsOf('access.password.reset-lapsed')).toMatchObject([{ data: { reason: 'expired' } }]);
    hoursLater(25);
    await tidy().run(new AbortController().signal);
    expect((await eventsOf('access.password.reset-lapsed')).at(-1)).toMatchObject({
      subject: { id },
      data: { resetId: again.id },
    });
  });

  it('keeps its part for a day, and not beyond the next password', async () => {
    const id = await employ('shenpi', ['cert-approver']);
    const { reset: late } = (await reset(id)).body;
    await confirm(security, late.id);
    hoursLater(25);
    [system, security] = [await w.as('system'), await w.as('security')];
    expect((await fetchPart(system, late.id)).body.code).toBe('access.reset-part-gone');
    const { reset: first } = (await reset(id)).body;
    await confirm(security, first.id);
    const { reset: second } = (await reset(id)).body;
    await confirm(security, second.id);
    expect((await fetchPart(system, first.id)).body.code).toBe('access.reset-part-gone');
    expect((await fetchPart(system, second.id)).status).toBe(200);
  });

  it('lapses when its person finds the password again and changes it', async () => {
    const id = await employ('shenpi', ['cert-approver']);
    const { reset: asked } = (await reset(id)).body;
    const holder = w.client();
    await holder.signIn('shenpi', goodPassword('shenpi'));
    const next = `${goodPassword('shenpi')}-x`;
    await holder.call('POST', '/me/password', { current: goodPassword('shenpi'), next });
    expect((await confirm(security, asked.id)).body.code).toBe('access.reset-over');
    expect(await eventsOf('access.password.reset-lapsed')).toMatchObject([
      { data: { resetId: asked.id, reason: 'password-set' } },
    ]);
  });

  it('counts the roles of the moment in which it is confirmed', async () => {
    const id = await employ('second', ['cert-approver']);
    const { reset: asked } = (await reset(id)).body;
    await security.call('PUT', `/accounts/${id}/roles`, { roles: ['security-admin'], reason });
    expect((await confirm(security, asked.id)).body.code).toBe('access.reset-other-confirmer');
    expect((await confirm(audit, asked.id)).status).toBe(200);
  });
});

describe('who confirms a reset', () => {
  it.each([
    ['system', 'security'],
    ['audit', 'security'],
    ['security', 'audit'],
  ])('of the %s administrator: the %s administrator alone', async (kind, confirmer) => {
    const clients: Record<string, Client> = { system, security, audit };
    const { reset: asked } = (await reset(await idOf(kind))).body;
    expect(asked.confirmer).toBe(confirmer);
    for (const other of ['system', 'security', 'audit'].filter((each) => each !== confirmer)) {
      const listed = (await clients[other]!.call('GET', '/password-resets')).body.items;
      expect(listed).toMatchObject([{ mayDecide: false }]);
      expect((await confirm(clients[other]!, asked.id)).status).toBe(403);
      expect((await refuse(clients[other]!, asked.id)).status).toBe(403);
    }
    const listed = (await clients[confirmer]!.call('GET', '/password-resets')).body.items;
    expect(listed).toMatchObject([{ mayDecide: true }]);
    expect((await confirm(clients[confirmer]!, asked.id)).status).toBe(200);
  });

  it('is nobody who asked for it, also after a change of roles, and nobody whose account it is', async () => {
    const id = await employ('second', ['system-admin']);
    const second = w.client();
    await second.signIn('second', goodPassword('second'));
    const target = await employ('shenpi', ['cert-approver']);
    const { reset: asked } = (await second.call('POST', `/accounts/${target}/password`, { reason })).body;
    const { reset: own } = (await reset(id)).body;
    await security.call('PUT', `/accounts/${id}/roles`, { roles: ['security-admin'], reason });
    expect((await confirm(second, asked.id)).body.code).toBe('access.reset-own-decision');
    expect((await confirm(second, own.id)).body.code).toBe('access.reset-own-decision');
    expect((await confirm(security, asked.id)).status).toBe(200);
  });
});

it('the first part is for who asked, not for another system administrator', async () => {
  await employ('second', ['system-admin']);
  const second = w.client();
  await second.signIn('second', goodPassword('second'));
  const { reset: asked } = (await reset(await employ('shenpi', ['staff']))).body;
  await confirm(security, asked.id);
  const listed = (await second.call('GET', '/password-resets')).body.items;
  expect(listed).toMatchObject([{ state: 'confirmed', partWaits: false }]);
  expect((await fetchPart(second, asked.id)).body.code).toBe('access.reset-requester-only');
  expect((await fetchPart(system, asked.id)).status).toBe(200);
});

it('a reset of an account without roles is made at once', async () => {
  const id = await employ('li', []);
  const { oneTimePassword, reset: waiting } = (await reset(id)).body;
  expect(waiting).toBe(null);
  expect((await w.client().signIn('li', goodPassword('li'))).status).toBe(401);
  expect((await w.client().signIn('li', oneTimePassword)).body.mustChangePassword).toBe(true);
});

it('the machine itself gives an administrator whom nobody else can help a password', async () => {
  await reset(await idOf('security'));
  const command = w.access.commands.find(({ verb }) => verb === 'reset-password')!;
  const lines: string[] = [];
  const code = await command.run({
    actor: systemActor('cli', ['access.accounts.reset-password']),
    args: ['security'],
    json: true,
    stdin: process.stdin,
    out: (line) => void lines.push(line),
    err: () => {},
  });
  expect(code).toBe(0);
  const { oneTimePassword } = JSON.parse(lines[0]!);
  expect((await w.client().signIn('security', oneTimePassword)).body.mustChangePassword).toBe(true);
  expect((await audit.call('GET', '/password-resets')).body.items).toMatchObject([{ state: 'lapsed' }]);
});

it('where nobody signs in by password, none is made', async () => {
  const off = await world({ passwordSignIn: false });
  const { administrators } = await off.setup();
  const verdict = { ok: true, fingerprint: administrators[0]!.fingerprint } as const;
  off.judged.verdict = verdict;
  const { token } = await off.access.service.signInWithCertificate([Buffer.from('der')], {
    address: null,
    userAgent: null,
  });
  const client = off.client();
  client.cookie = token;
  const made = { loginName: 'li', displayName: '李' };
  const { id } = (await client.call('POST', '/accounts', made)).body.account;
  const code = 'access.password-sign-in-off';
  expect((await client.call('POST', `/accounts/${id}/password`, { reason })).body.code).toBe(code);
  const another = { ...made, loginName: 'wang', issuePassword: true };
  expect((await client.call('POST', '/accounts', another)).body.code).toBe(code);
  await off.close();
});
