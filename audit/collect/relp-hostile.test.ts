import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import forge from 'node-forge';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

let identity: { key: string; cert: string };
beforeAll(() => {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  certificate.setSubject([{ name: 'commonName', value: 'server' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'server' }]);
  certificate.sign(privateKey, forge.md.sha256.create());
  identity = { key: forge.pki.privateKeyToPem(privateKey), cert: forge.pki.certificateToPem(certificate) };
});

let w: CollectWorld;
const sockets: TLSSocket[] = [];
beforeEach(async () => {
  w = await collectWorld({
    syslog: { relpPort: 0 },
    ports: { serverIdentity: async () => identity },
  });
  for (const [id, value] of [
    ['evil', '127.0.0.1'],
    ['good', '127.0.0.2'],
  ] as const) {
    await w.service.sources.create(everybody, { id, title: id, class: 'operations', kind: 'syslog' });
    await w.service.sources.assign(everybody, id, { kind: 'address', value });
  }
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await w.close();
});

/** A connection of a sender, and what was answered to it so far. */
function open(localAddress: string, how: ConnectionOptions = {}) {
  const answers: Buffer[] = [];
  const socket = connect({
    port: w.port('relp'),
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...({ localAddress } as ConnectionOptions),
    ...how,
  });
  sockets.push(socket);
  socket.on('error', () => {});
  return {
    socket,
    listen() {
      socket.on('data', (bytes: Buffer) => answers.push(bytes));
      return this;
    },
    answered: () => Buffer.concat(answers).toString(),
    closed: new Promise<void>((resolve) => socket.once('close', () => resolve())),
  };
}

const frame = (txnr: number, text: string) => `${txnr} syslog ${Buffer.byteLength(text)} ${text}\n`;

async function goodIsServed(): Promise<void> {
  const good = open('127.0.0.2').listen();
  good.socket.write(`1 open 0\n${frame(2, '<13>good')}`);
  await expect.poll(good.answered, { timeout: 10_000 }).toContain('2 rsp 6 200 OK');
  expect(await w.texts('good')).toEqual(['<13>good']);
}

describe('a hostile sender by RELP', () => {
  it('that reads no answers is read no further; others are served', async () => {
    const { socket } = open('127.0.0.1');
    socket.pause();
    const chunk = '1 open 0\n'.repeat(5000);
    const most = 16_000_000;
    let given = 0;
    let stuck = false;
    while (given < most && !stuck) {
      given += chunk.length;
      if (socket.write(chunk)) continue;
      stuck = await Promise.race([
        new Promise<false>((resolve) => socket.once('drain', () => resolve(false))),
        new Promise<true>((resolve) => setTimeout(() => resolve(true), 3000)),
      ]);
    }
    expect(stuck).toBe(true);
    await goodIsServed();
  }, 60_000);

  it('gets for each record exactly one answer, under the number that it gave, when it is stored', async () => {
    const { socket, answered } = open('127.0.0.1').listen();
    // Before `open`, out of order, twice, zero, and the largest number there is.
    const numbers = [7, 3, 3, 0, 999_999_999, 1];
    socket.write(numbers.map((txnr, n) => frame(txnr, `<13>${n}`)).join(''));
    socket.write('5 open 0\n');
    const rsp = () => [...answered().matchAll(/^(\d+) rsp 6 200 OK$/gm)].map(([, txnr]) => Number(txnr));
    await expect.poll(rsp).toEqual(numbers);
    expect(await w.texts('evil')).toEqual(numbers.map((_, n) => `<13>${n}`));
  });

  it('that ends in the middle of a frame: what was answered is stored, the rest is nothing', async () => {
    const { socket, answered } = open('127.0.0.1').listen();
    socket.write(frame(1, '<13>whole'));
    await expect.poll(answered).toContain('1 rsp 6 200 OK');
    socket.write('2 syslog 100 <13>half');
    socket.destroy();
    await goodIsServed();
    expect(await w.texts('evil')).toEqual(['<13>whole']);
  });

  it('that says a gigabyte will come holds the beginning of it only', async () => {
    const { socket } = open('127.0.0.1').listen();
    socket.write('1 syslog 999999999 ');
    for (let n = 0; n < 64; n++) {
      if (!socket.write('x'.repeat(1_000_000))) await new Promise((resolve) => socket.once('drain', resolve));
    }
    await goodIsServed();
    socket.destroy();
    expect(await w.texts('evil')).toEqual([]);
  });

  it.each([
    ['a close in the middle', `${frame(1, '<13>a')}2 close 0\n${frame(3, '<13>b')}`, ['<13>a'], '2 rsp 0\n'],
    ['what is no frame', `${frame(1, '<13>a')}GET / HTTP/1.1\r\n\r\n`, ['<13>a'], ''],
    ['a length of ten digits', `${frame(1, '<13>a')}2 syslog 9999999999 x\n`, ['<13>a'], ''],
  ])('with %s: the connection ends, what came before is stored', async (_, text, stored, answer) => {
    const { socket, answered, closed } = open('127.0.0.1').listen();
    socket.write(text);
    await closed;
    expect(answered()).toContain(answer);
    await expect.poll(() => w.texts('evil')).toEqual(stored);
  });
});
