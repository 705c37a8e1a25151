import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import forge from 'node-forge';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createListener, httpDefaults, type Listener, type TlsMaterial } from '../http/index.ts';
import { type World, world } from './testing.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function material(name: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(privateKey, forge.md.sha256.create());
  return { key: forge.pki.privateKeyToPem(privateKey), cert: forge.pki.certificateToPem(certificate) };
}

let one: ReturnType<typeof material>;
let two: typeof one;
beforeAll(() => {
  [one, two] = [material('one'), material('two')];
});

async function listen(
  parts: Partial<Parameters<typeof createListener>[0]> = {},
): Promise<[Listener, number]> {
  const listener = await createListener({
    log: silent,
    config: httpDefaults,
    sessions: async () => undefined,
    ...parts,
  });
  open.push(listener);
  return [listener, await listener.listen({ host: '127.0.0.1', port: 0 })];
}

const subjectAt = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });

function get(port: number, path: string, client?: TlsMaterial) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const options = { port, path, host: '127.0.0.1', rejectUnauthorized: false, agent: false, ...client };
      httpsRequest(options, async (answer) => {
        let body = '';
        for await (const part of answer) body += part;
        resolve({ status: answer.statusCode!, headers: answer.headers, body });
      })
        .once('error', reject)
        .end();
    },
  );
}

describe('TLS', () => {
  it('serves, and shows a renewed certificate to the next connection without a restart', async () => {
    const [listener, port] = await listen({ tls: one });
    expect((await get(port, '/healthz')).body).toBe('{"status":"alive"}');
    expect(await subjectAt(port)).toBe('one');
    listener.replaceTls(two);
    expect(await subjectAt(port)).toBe('two');
  });

  it('speaks nothing older than 1.2', async () => {
    const [, port] = await listen({ tls: one });
    const socket = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const [error] = await once(socket, 'error');
    expect(error.code).toMatch(/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
  });
});

describe('sign-in by client certificate', () => {
  async function start(): Promise<[World, number]> {
    const w = await world();
    open.push(w);
    await w.setup();
    const ready = await createListener({
      log: silent,
      config: httpDefaults,
      sessions: w.access.authenticate,
      tls: one,
      clientCertificates: true,
    });
    open.push(ready);
    ready.mount('', w.access.signInListenerRoutes);
    return [w, await ready.listen({ host: '127.0.0.1', port: 0 })];
  }

  it('hands the DER of the peer to the judge, begins a session and returns to the console', async () => {
    const [w, port] = await start();
    const { raw } = new X509Certificate(two.cert);
    const fingerprint = w.enrolled[1]!.fingerprint;
    w.judged.verdict = { ok: true, fingerprint };
    const answer = await get(port, '/sign-in', two);
    expect([answer.status, answer.headers.location]).toEqual([303, 'https://127.0.0.1:8443/']);
    const token = /__Host-anmin=([^;]+)/.exec(String(answer.headers['set-cookie']))![1]!;
    const client = w.client();
    client.cookie = token;
    expect((await client.call('GET', '/me')).body).toMatchObject({
      loginName: 'security',
      method: 'certificate',
    });
    expect(w.judged.seen.map((der) => der.equals(raw))).toEqual([true]);
  });

  it('explains in both languages when there is no certificate or it is refused', async () => {
    const [w, port] = await start();
    const missing = await get(port, '/sign-in');
    expect(missing.status).toBe(401);
    expect(missing.body).toMatch(
      /浏览器没有提供证书[\s\S]*The browser sent no certificate[\s\S]*access.certificate-missing/,
    );
    w.judged.verdict = { ok: false, reason: { zh: '证书<已>吊销', en: 'revoked' } };
    const refused = await get(port, '/sign-in', two);
    expect(refused.body).toContain('access.certificate-refused');
    expect(refused.body).toContain('证书&#60;已&#62;吊销');
    expect(refused.headers['set-cookie']).toBeUndefined();
    expect(refused.headers['content-security-policy']).toContain("script-src 'self'");
  });
});

describe('bad clients', () => {
  const talk = async (port: number, bytes: string): Promise<string> => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.write(bytes);
    let answer = '';
    for await (const part of socket) answer += part;
    return answer;
  };

  it('that send no HTTP or too large a head get our error', async () => {
    const [, port] = await listen();
    expect(await talk(port, 'HELO there\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*"http.bad-request"/);
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await talk(port, head)).toMatch(/^HTTP\/1.1 431 [\s\S]*"http.head-too-large"/);
  });

  it('that send their head slowly are cut off', async () => {
    const [, port] = await listen({ headersTimeoutMs: 200 });
    expect(await talk(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n')).toMatch(
      /^HTTP\/1.1 408 [\s\S]*"http.too-slow"/,
    );
  });
});
