import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Collector, evidenceOf, startCollector } from './collector.ts';
import { freePort } from './free-ports.ts';
import { type Forwarder, rsyslog, startForwarder } from './peers/rsyslog.ts';

/** Self-signed for the name `collector`: PEM files of key and certificate. */
function identity(directory: string): { key: string; cert: string } {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [{ name: 'commonName', value: 'collector' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'collector' }] },
  ]);
  certificate.sign(privateKey, forge.md.sha256.create());
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  writeFileSync(key, forge.pki.privateKeyToPem(privateKey), { mode: 0o600 });
  writeFileSync(cert, forge.pki.certificateToPem(certificate));
  return { key, cert };
}

const line = (n: number) => `<13>Nov 22 16:00:00 web01 app[1]: 第 ${n} 行`;

async function send({ port }: Forwarder, first: number, count: number): Promise<void> {
  const text = Array.from({ length: count }, (_, n) => `${line(first + n)}\n`).join('');
  for (let tries = 0; ; tries++) {
    try {
      await new Promise<void>((resolve, reject) => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.once('error', reject);
        socket.once('close', () => resolve());
        socket.resume();
        socket.end(text);
      });
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe.skipIf(!rsyslog.found)('rsyslog forwarding over TLS with a queue on disk', () => {
  let directory: string;
  let pem: { key: string; cert: string };
  let ports: { tlsPort: number; relpPort: number; httpPort: number };
  let collector: Collector;
  let forwarder: Forwarder;
  let sent = 0;
  const restart = async () => {
    collector = await startCollector({ directory, ...ports, ...pem });
  };
  const stored = async () => (await collector.counts()).syslog?.stored;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'anmin-rsyslog-'));
    pem = identity(directory);
    ports = { tlsPort: await freePort(), relpPort: await freePort(), httpPort: await freePort() };
    sent = 0;
    await restart();
  });
  afterEach(async () => {
    await forwarder.stop();
    await collector.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  async function forward(by: 'tls' | 'relp'): Promise<void> {
    const port = by === 'tls' ? ports.tlsPort : ports.relpPort;
    forwarder = await startForwarder(directory, { by, port, ca: pem.cert, key: pem.key, name: 'collector' });
  }
  async function give(count: number): Promise<void> {
    await send(forwarder, sent, count);
    sent += count;
  }
  const all = () => expect.poll(stored, { timeout: 30_000, interval: 100 }).toBeGreaterThanOrEqual(sent);
  /** What is in the evidence after the last line has left rsyslog: one may still be tried again. */
  async function seen(): Promise<string[]> {
    await forwarder.stop();
    await collector.stop();
    return evidenceOf(directory, 'syslog');
  }
  const lines = () => new Set(Array.from({ length: sent }, (_, n) => line(n)));

  it('loses nothing that is sent while we are dead: its queue holds it until we come back', async () => {
    await forward('tls');
    await give(2000);
    await all();
    await collector.kill();
    await give(5000);
    await restart();
    await give(1000);
    await all();
    // A line that was under way when a connection broke is sent again: none may be missing.
    const texts = await seen();
    expect(new Set(texts)).toEqual(lines());
    expect(texts.length - sent).toBeLessThanOrEqual(2);
  });

  it('loses nothing by RELP however often we are killed in the middle', async () => {
    await forward('relp');
    for (let round = 0; round < 3; round++) {
      const before = sent;
      const giving = give(8000);
      await expect.poll(stored, { timeout: 30_000, interval: 20 }).toBeGreaterThan(before + 500);
      await collector.kill();
      await giving;
      await restart();
    }
    await give(100);
    await all();
    const texts = await seen();
    expect(new Set(texts)).toEqual(lines());
    // At most a window of each connection comes twice: stored, and not acknowledged when we died.
    expect(texts.length - sent).toBeLessThanOrEqual(3 * 128);
  });
});
