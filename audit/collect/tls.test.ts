import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import forge from 'node-forge';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClientVerdict } from './settings.ts';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

type Pem = { readonly key: string; readonly cert: string };

function pem(name: string): Pem {
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

const fingerprint = ({ cert }: Pem) =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
const holder = '00000000-0000-7000-8000-00000000000a';

let server: Pem;
let renewed: Pem;
let known: Pem;
let foreign: Pem;
beforeAll(() => {
  [server, renewed, known, foreign] = [pem('server'), pem('renewed'), pem('known'), pem('foreign')];
});

let w: CollectWorld;
let renew: ((identity: Pem) => void) | undefined;
let revoked = false;
let tellRefused: (() => void) | undefined;
afterEach(() => w.close());

async function start(clientCertificates: 'required' | 'optional'): Promise<void> {
  revoked = false;
  const judge = async ([der]: readonly Buffer[]): Promise<ClientVerdict> =>
    !revoked && der?.equals(new X509Certificate(known.cert).raw)
      ? { ok: true, fingerprint: fingerprint(known), holderId: holder }
      : { ok: false, reason: { zh: '非本机构签发', en: 'foreign' } };
  w = await collectWorld({
    syslog: { tlsPort: 0, tlsClientCertificates: clientCertificates },
    ports: {
      serverIdentity: async () => server,
      onServerIdentityRenewed: (listener) => {
        renew = listener;
        return () => {};
      },
      judgeClient: judge,
      onClientsRefused: (listener) => {
        tellRefused = listener;
        return () => {};
      },
    },
  });
}

/** Sends a line; resolves with the name in the certificate of the server when the connection has ended. */
function send(text: string, client?: Pem): Promise<string> {
  return new Promise((resolve) => {
    let name = '';
    const socket = connect(
      { port: w.port('tls'), host: '127.0.0.1', rejectUnauthorized: false, ...client },
      () => {
        name = String(socket.getPeerCertificate().subject.CN);
        socket.end(text);
      },
    );
    socket.on('error', () => {});
    socket.on('close', () => resolve(name));
    socket.resume();
  });
}

/** A connection that stays open. */
function hold(client?: Pem): { write(text: string): void; readonly ended: Promise<void> } {
  const socket = connect({ port: w.port('tls'), host: '127.0.0.1', rejectUnauthorized: false, ...client });
  socket.on('error', () => {});
  socket.resume();
  return {
    write: (text) => void socket.write(text),
    ended: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

describe('a connection that stays open', () => {
  async function openOne() {
    await start('optional');
    const { sources } = w.service;
    await sources.create(everybody, { id: 'a', title: 'a', class: 'network', kind: 'syslog' });
    await sources.assign(everybody, 'a', { kind: 'holder', value: holder });
    const connection = hold(known);
    connection.write('<13>one\n');
    await expect.poll(() => w.texts('a')).toEqual(['<13>one']);
    return connection;
  }

  it('ends when its certificate is revoked, without another line', async () => {
    const connection = await openOne();
    revoked = true;
    tellRefused!();
    await connection.ended;
  });

  it('stays while another certificate is revoked', async () => {
    const connection = await openOne();
    tellRefused!();
    connection.write('<13>two\n');
    await expect.poll(() => w.texts('a')).toEqual(['<13>one', '<13>two']);
  });

  it('ends when its source is switched off, and when it is no sender of it any more', async () => {
    const first = await openOne();
    await w.service.sources.change(everybody, 'a', { enabled: false });
    await first.ended;
    await w.service.sources.change(everybody, 'a', { enabled: true });
    const second = hold(known);
    second.write('<13>two\n');
    await expect.poll(() => w.texts('a')).toEqual(['<13>one', '<13>two']);
    const { senders } = await w.service.sources.get(everybody, 'a');
    await w.service.sources.remove(everybody, 'a', senders[0]!.id);
    await second.ended;
  });

  it('feeds nothing after its certificate has ended', async () => {
    const connection = await openOne();
    w.pass(2 * 3_600_000);
    connection.write('<13>late\n');
    await connection.ended;
    expect(await w.texts('a')).toEqual(['<13>one']);
  });
});

describe('syslog over TLS', () => {
  it('finds the source by a judged certificate, or by its holder, whatever the address', async () => {
    await start('required');
    const { sources } = w.service;
    await sources.create(everybody, { id: 'a', title: 'a', class: 'network', kind: 'syslog' });
    const { sender } = await sources.assign(everybody, 'a', {
      kind: 'certificate',
      value: new X509Certificate(known.cert).fingerprint256,
    });
    await send('<13>by certificate\n', known);
    await expect.poll(() => w.texts('a')).toEqual(['<13>by certificate']);
    await sources.remove(everybody, 'a', sender.id);
    await sources.assign(everybody, 'a', { kind: 'holder', value: holder });
    await send('19 <13>counted, holder', known);
    await send('<13>foreign\n', foreign);
    await send('<13>without\n');
    await send('<13>by holder\n', known);
    await expect
      .poll(() => w.texts('a'))
      .toEqual(['<13>by certificate', '<13>counted, holder', '<13>by holder']);
    await expect.poll(() => w.service.listeners().syslog[0]?.refusedConnections).toBe(2);
  });

  it('takes known addresses without a certificate where that is allowed, but never with a bad one', async () => {
    await start('optional');
    await w.loopbackSource('a');
    await send('<13>without\n');
    await send('<13>foreign\n', foreign);
    await expect.poll(() => w.service.listeners().syslog[0]?.refusedConnections).toBe(1);
    await expect.poll(() => w.texts('a')).toEqual(['<13>without']);
  });

  it('shows a renewed certificate to new connections', async () => {
    await start('optional');
    expect(await send('')).toBe('server');
    renew!(renewed);
    expect(await send('')).toBe('renewed');
  });
});
