import { X509Certificate } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readAgentConfig } from '../audit/agent/config.ts';
import { enrol as enrolIn, readIdentity, renew } from '../audit/agent/identity/identity.ts';
import { makeKeyAndRequest } from '../audit/agent/identity/signing-request.ts';
import { runAgent } from '../audit/agent/run.ts';
import { createClient } from '../audit/agent/send/client.ts';
import { type AgentOffice, agentOffice, source } from './agent-office.ts';
import { type Composed, call, signIn } from './composed.ts';
import { end } from './office-process.ts';
import type { Program } from './program.ts';

let office: AgentOffice;
let product: Composed;
beforeAll(async () => {
  office = await agentOffice();
  product = await office.open();
});
afterAll(async () => {
  await product?.close();
  rmSync(office.folder, { recursive: true, force: true });
});

const running: Program[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

const state = (name: string) => join(office.folder, name);
const fingerprintOfRoot = () => product.system.pki.rootCertificate().fingerprint;

async function invite(label: string): Promise<string> {
  const security = await signIn(product, 'security');
  const { status, body } = await call(product, security, 'POST', `/api/audit/sources/${source}/enrolments`, {
    label,
  });
  expect(status).toBe(201);
  return body.token;
}

const enrol = (token: string, name: string, trust = ['--fingerprint', fingerprintOfRoot()]) =>
  office.agent(
    ['enrol', '--server', office.server, ...trust, '--token-stdin', '--state', state(name), '--json'],
    token,
  );

/** As `enrol`, in this process. */
async function enrolHere(token: string, name: string): Promise<void> {
  const { ca } = readIdentity(office.state);
  const client = createClient(office.server, { ca });
  try {
    await enrolIn({ state: state(name), server: office.server, ca, token, client });
  } finally {
    client.close();
  }
}

const agents = async () => {
  const security = await signIn(product, 'security');
  return (await call(product, security, 'GET', `/api/audit/sources/${source}/agents`)).body.items;
};

const senders = async (): Promise<{ id: string; kind: string; value: string }[]> => {
  const security = await signIn(product, 'security');
  return (await call(product, security, 'GET', `/api/audit/sources/${source}`)).body.senders;
};

describe('enrolment', () => {
  it('ok/ a token gives one certificate, which feeds the source; it is in no argument and no log', async () => {
    const token = await invite('二号机');
    const before = (await agents()).length;
    const { code, output } = await enrol(token, 'second');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ source, server: office.server });
    expect(output).not.toContain(token);
    const list = await agents();
    expect(list).toHaveLength(before + 1);
    const certificate = new X509Certificate(readIdentity(state('second')).certificate);
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    expect(list.at(-1).fingerprint).toBe(fingerprint);
    expect((await senders()).map(({ value }) => value)).toContain(fingerprint);
    expect(JSON.stringify(await senders())).not.toContain(token);

    const again = await enrol(token, 'third');
    expect(again).toMatchObject({ code: 2 });
    expect(again.output).toContain('audit.enrolment-refused');
    expect(await agents()).toHaveLength(before + 1);
  });

  it('ok/ by the file of the root certificate', async () => {
    const file = join(office.folder, 'root.pem');
    writeFileSync(file, readIdentity(office.state).ca);
    expect((await enrol(await invite('三号机'), 'by-file', ['--ca', file])).code).toBe(0);
  });

  it('ok/ an answer that was lost costs no token: the same request gets the same certificate', async () => {
    const token = await invite('断线');
    const { ca } = readIdentity(office.state);
    const client = createClient(office.server, { ca });
    const ask = (request: string) =>
      client.post('/api/audit/agents/enrol', Buffer.from(JSON.stringify({ token, request, name: '断线' })), {
        'content-type': 'application/json',
      });
    const { request } = makeKeyAndRequest('lost');
    const first = await ask(request);
    const second = await ask(request);
    const other = await ask(makeKeyAndRequest('thief').request);
    client.close();
    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(other).toMatchObject({ status: 401, body: { code: 'audit.enrolment-refused' } });
  });

  it('fail/ a root with another fingerprint: nothing is sent there', async () => {
    const wrong = fingerprintOfRoot().replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const { code, output } = await enrol(await invite('冒充'), 'impostor', ['--fingerprint', wrong]);
    expect(code).toBe(2);
    expect(output).toContain('audit.agent-authority');
  });

  it('fail/ who may not change sources makes no token', async () => {
    const audit = await signIn(product, 'audit');
    const { status } = await call(product, audit, 'POST', `/api/audit/sources/${source}/enrolments`, {
      label: 'x',
    });
    expect(status).toBe(403);
  });

  it('fail/ a request that is no PKCS#10 costs no token', async () => {
    const token = await invite('重试');
    const client = createClient(office.server, { ca: readIdentity(office.state).ca });
    const bad = await client.post(
      '/api/audit/agents/enrol',
      Buffer.from(JSON.stringify({ token, request: 'no request', name: 'x' })),
      { 'content-type': 'application/json' },
    );
    client.close();
    expect(bad).toMatchObject({ status: 422 });
    await enrolHere(token, 'retried');
  });
});

describe('renewal', () => {
  const connect = (name: string) => {
    const { ca, key, certificate } = readIdentity(state(name));
    return createClient(office.server, { ca, key, cert: certificate });
  };

  /** An agent by a clock of its own: the certificate is for ninety days. */
  function runSeventyDaysOn(name: string, log: string): { stop(): Promise<void> } {
    const file = join(office.folder, `${name}.yaml`);
    writeFileSync(file, `state: ${state(name)}\ninputs:\n  - name: app\n    files: [${log}]\n`);
    const stopping = new AbortController();
    const clock = { now: () => new Date(Date.now() + 70 * 86_400_000) };
    const done = runAgent({
      config: readAgentConfig(file),
      clock,
      random: Math.random,
      log: () => {},
      signal: stopping.signal,
    });
    done.catch(() => {});
    return {
      async stop() {
        stopping.abort();
        await done;
      },
    };
  }

  it('ok/ a running agent renews by itself when its time comes, and goes on sending', async () => {
    await enrolHere(await invite('续期'), 'renewing');
    const before = readIdentity(state('renewing')).certificate;
    const log = join(office.folder, 'renewing.log');
    writeFileSync(log, '');
    const agent = runSeventyDaysOn('renewing', log);
    await expect
      .poll(() => readIdentity(state('renewing')).certificate !== before, { timeout: 60_000 })
      .toBe(true);
    appendFileSync(log, '续期之后的一行\n');
    const officer = await signIn(product, 'audit');
    await expect
      .poll(
        async () => {
          const { body } = await call(product, officer, 'POST', '/api/audit/events/search', {
            query: '续期之后的一行',
            from: '2000-01-01T00:00:00.000Z',
            to: '2100-01-01T00:00:00.000Z',
          });
          return body.items.length;
        },
        { timeout: 60_000 },
      )
      .toBe(1);
    await agent.stop();
  });

  it('ok/ a renewal that failed is tried again soon, not only an hour later', async () => {
    await enrolHere(await invite('再试'), 'again');
    const before = readIdentity(state('again')).certificate;
    const value = new X509Certificate(before).fingerprint256.replaceAll(':', '').toLowerCase();
    const path = `/api/audit/sources/${source}/senders`;
    const sender = (await senders()).find((each) => each.value === value)!;
    const security = await signIn(product, 'security');
    expect((await call(product, security, 'DELETE', `${path}/${sender.id}`)).status).toBe(204);
    const log = join(office.folder, 'again.log');
    writeFileSync(log, '');
    const agent = runSeventyDaysOn('again', log);
    const renewal = () => JSON.parse(readFileSync(join(state('again'), 'state.json'), 'utf8')).renewal;
    await expect.poll(renewal, { timeout: 60_000 }).toEqual(expect.any(String));
    expect((await call(product, security, 'POST', path, { kind: 'certificate', value })).status).toBe(201);
    await expect
      .poll(() => readIdentity(state('again')).certificate !== before, { timeout: 60_000 })
      .toBe(true);
    await agent.stop();
  });

  it('ok/ an answer that was lost: the old certificate renews again; the unused one feeds nothing', async () => {
    await enrolHere(await invite('两次'), 'twice');
    const old = readIdentity(state('twice'));
    const client = connect('twice');
    const lost = await renew(state('twice'), old, client);
    const kept = await renew(state('twice'), old, client);
    client.close();
    const values = (await senders()).map(({ value }) => value);
    const of = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(values).toContain(of(old.certificate));
    expect(values).toContain(of(kept.certificate));
    expect(values).not.toContain(of(lost.certificate));
  });

  it('fail/ an agent that was removed as a sender gets no other certificate', async () => {
    await enrolHere(await invite('移除'), 'removed');
    const identity = readIdentity(state('removed'));
    const fingerprint = new X509Certificate(identity.certificate).fingerprint256
      .replaceAll(':', '')
      .toLowerCase();
    const sender = (await senders()).find(({ value }) => value === fingerprint)!;
    const security = await signIn(product, 'security');
    await call(product, security, 'DELETE', `/api/audit/sources/${source}/senders/${sender.id}`);
    const client = connect('removed');
    await expect(renew(state('removed'), identity, client)).rejects.toMatchObject({
      details: { code: 'audit.renewal-refused' },
    });
    client.close();
  });

  it('fail/ without a certificate', async () => {
    const identity = readIdentity(office.state);
    const client = createClient(office.server, { ca: identity.ca });
    await expect(renew(state('nobody'), identity, client)).rejects.toThrow();
    client.close();
  });
});

describe('anmin agent', () => {
  it('ok/ hostile lines are taken, each once; status says that all is well', async () => {
    const log = join(office.folder, 'hostile.log');
    const long = 'x'.repeat(1_500_000);
    writeFileSync(
      log,
      Buffer.concat([Buffer.from([0, 0x41, 0xff, 0xc3, 0x28, 0x0a]), Buffer.from(`${long}\n末行\n`)]),
    );
    const program = office.startAgent([{ name: 'hostile', files: [log] }]);
    running.push(program);
    const status = async () =>
      JSON.parse((await office.agent(['status', '--state', office.state, '--json'])).output);
    await expect.poll(async () => (await status()).last?.sources[0].sent, { timeout: 30_000 }).toBe(4);
    expect(await status()).toMatchObject({ well: true, running: true, enrolled: { source, expired: false } });
    const second = office.startAgent([{ name: 'hostile', files: [log] }]);
    running.push(second);
    expect((await second.ended()).output).toContain('audit.agent-running');
    // One of them is the line that came after the renewal.
    const stored = await office.stored(product, 5);
    expect(stored.at(-1)).toBe('末行');
    // What cannot be masked for sure is not shown; that it is there is what counts here.
    expect(stored).toHaveLength(5);
    expect(await end(program)).toBe(0);
    expect((await office.agent(['status', '--state', office.state])).code).toBe(1);
  });

  it.each([
    ['no inputs', 'state: x\ninputs: []\n', '/inputs'],
    ['an unknown setting', 'state: x\ncolour: red\ninputs: [{name: a, files: [/x]}]\n', '/colour'],
    [
      'two inputs of one name',
      'state: x\ninputs: [{name: a, files: [/x]}, {name: a, files: [/y]}]\n',
      'inputs',
    ],
    [
      'a parser that joins nothing',
      'state: x\ninputs: [{name: a, files: [/x], records: sshd}]\n',
      'inputs.a.records',
    ],
    ['no YAML', 'state: [', ''],
  ])('fail/ a configuration with %s', (_, content, field) => {
    const file = join(office.folder, 'wrong.yaml');
    writeFileSync(file, content);
    expect(() => readAgentConfig(file)).toThrowError(
      expect.objectContaining({ code: 'audit.agent-config', details: expect.objectContaining({ field }) }),
    );
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});
