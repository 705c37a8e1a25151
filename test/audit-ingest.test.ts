import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Composed, call, composed, setUp, signIn, temporaryFolder, testSettings } from './composed.ts';
import { freePorts } from './free-ports.ts';
import { end, type OfficeProcess, officeProcess } from './office-process.ts';
import { type Program, start } from './program.ts';

const products: OfficeProcess[] = [];
const programs: Program[] = [];
const sockets: Socket[] = [];
const mounted: string[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const { child } of programs.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
  for (const product of products.splice(0)) product.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const all = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

async function running(product: OfficeProcess): Promise<Program> {
  const server = await product.startServer();
  programs.push(server);
  return server;
}

function senderFrom(port: number, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  socket.resume();
  sockets.push(socket);
  return socket;
}

/** A file system of its own, so small that it fills; false where this process may not mount. */
function mountSmall(folder: string, bytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    mounted.push(folder);
    return true;
  } catch {
    return false;
  }
}

/** Leaves `left` bytes of the file system free. @returns what frees the rest */
function fill(disk: string, left: number): () => void {
  const { bavail, bsize } = statfsSync(disk);
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - left, 1));
  return () => rmSync(ballast);
}

const probe = temporaryFolder();
const mayMount = mountSmall(probe, 1 << 20);
if (mayMount) execFileSync('umount', ['-l', mounted.pop()!]);
afterAll(() => rmSync(probe, { recursive: true, force: true }));

describe.skipIf(!mayMount)('the disk of the evidence is full (needs the right to mount)', () => {
  it('senders are told in their language, the console says so, and it goes on by itself', async () => {
    const folder = temporaryFolder();
    folders.push(folder);
    const dataDir = join(folder, 'data');
    const disk = join(dataDir, 'audit/evidence');
    mountSmall(disk, 16 << 20);
    const product = await officeProcess({ syslog: { net: '127.0.0.1' }, bulk: ['app'], dataDir });
    products.push(product);
    const server = await running(product);
    const cookie = await product.signIn('security');
    const send = (position: number, language: string) =>
      product.ask('POST', '/api/audit/collect/app', {
        sender: true,
        body: `${Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString('base64')} no ${position}\n`,
        headers: {
          authorization: `Bearer ${product.tokens.app}`,
          'x-anmin-stream': 's',
          'x-anmin-position': String(position),
          'accept-language': language,
        },
      });
    const listeners = async () =>
      (await product.ask('GET', '/api/audit/sources', { headers: { cookie } })).body.listeners;
    expect((await send(0, 'zh')).status).toBe(200);
    expect((await listeners()).stalled).toBeNull();

    const release = fill(disk, 150_000);
    let position = 1;
    let answer = await send(position, 'zh');
    while (answer.status === 200) answer = await send(++position, 'zh');
    expect(answer).toMatchObject({ status: 507, body: { code: 'audit.evidence-full' } });
    expect(answer.body.message).toContain('磁盘已满');
    expect((await send(position, 'en')).body.message).toContain('is full');
    // Who gets no answer waits: what it sent is held until there is space.
    const held = senderFrom(product.tcpPort);
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64');
    held.write(`<13>1 2026-11-22T08:00:00Z srv app - - - ${noise}\n`.repeat(8));
    held.write('<13>1 2026-11-22T08:00:00Z srv app - - - heldback\n');
    await expect.poll(async () => (await listeners()).stalled).toContain('evidence-full');
    await expect.poll(async () => (await listeners()).waitingBytes).toBeGreaterThan(0);

    release();
    await expect.poll(async () => (await send(position, 'zh')).status, { timeout: 10_000 }).toBe(200);
    expect((await send(position, 'zh')).body).toMatchObject({ stored: 0, known: 1 });
    await expect.poll(async () => (await listeners()).stalled, { timeout: 10_000 }).toBeNull();
    const auditor = await product.signIn('audit');
    const search = (query: string) =>
      product.ask('POST', '/api/audit/events/search', {
        headers: { cookie: auditor },
        body: { query, ...all, limit: 200 },
      });
    await expect
      .poll(async () => (await search('heldback')).body.items.length, { timeout: 20_000, interval: 300 })
      .toBe(1);
    await expect
      .poll(async () => (await search('anmin.source:app')).body.items.length, {
        timeout: 20_000,
        interval: 300,
      })
      .toBe(position + 1);
    expect(await end(server)).toBe(0);
    const check = start('app/cli.ts', ['audit', 'verify', '--dir', disk]);
    expect(await check.ended()).toMatchObject({ code: 0 });
  });

  it('a flood that waits for it leaves another source its turn, however much came before', async () => {
    const folder = temporaryFolder();
    folders.push(folder);
    const dataDir = join(folder, 'data');
    const disk = join(dataDir, 'audit/evidence');
    mountSmall(disk, 32 << 20);
    const product = await officeProcess({ syslog: { loud: '127.0.0.1', quiet: '127.0.0.2' }, dataDir });
    products.push(product);
    await running(product);
    const headers = { cookie: await product.signIn('security') };
    const auditor = { cookie: await product.signIn('audit') };
    const counts = async (id: string): Promise<{ stored: number; waiting: number }> =>
      (await product.ask('GET', `/api/audit/sources/${id}`, { headers })).body.counts;
    const logSize = async (): Promise<number> =>
      (await product.ask('GET', '/api/audit/evidence', { headers: auditor })).body.size;

    const release = fill(disk, 100_000);
    const flood = 10;
    const perConnection = 1500;
    // Nothing that could be packed into the little space there is.
    const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(120))).toString('base64');
    const line = () => `<13>1 2026-11-22T08:00:00Z srv app - - - ${noise()}\n`;
    for (let connection = 0; connection < flood; connection++) {
      senderFrom(product.tcpPort).write(Array.from({ length: perConnection }, line).join(''));
    }
    // More than one batch holds: in the order of their coming, the quiet ones would be far behind.
    const ahead = 9000;
    await expect.poll(async () => (await counts('loud')).waiting, { timeout: 60_000 }).toBeGreaterThan(ahead);
    const quiet = senderFrom(product.tcpPort, '127.0.0.2');
    for (let n = 0; n < 5; n++) quiet.write(`<13>1 2026-11-22T08:00:00Z srv app - - - quiet ${n}\n`);
    await expect.poll(async () => (await counts('quiet')).waiting, { timeout: 60_000 }).toBe(5);
    expect((await counts('loud')).waiting).toBeGreaterThan(ahead);
    const before = await logSize();

    release();
    await expect.poll(async () => (await counts('quiet')).stored, { timeout: 60_000 }).toBe(5);
    await expect
      .poll(async () => (await counts('loud')).stored, { timeout: 60_000 })
      .toBe(flood * perConnection);
    const search = async (): Promise<{ index: number }[]> =>
      (
        await product.ask('POST', '/api/audit/events/search', {
          headers: auditor,
          body: { query: 'anmin.source:quiet', ...all, limit: 200 },
        })
      ).body.items;
    await expect.poll(async () => (await search()).length, { timeout: 60_000, interval: 300 }).toBe(5);
    // Two turns of the flood, and what the product itself wrote.
    const last = Math.max(...(await search()).map(({ index }) => index));
    expect(last - before).toBeLessThan(1000);
  });
});

it('the clock jumps a day ahead and three back: nothing is lost, jobs go on', async () => {
  let passed = 0;
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const [tcpPort] = await freePorts(1);
  const settings = await testSettings(dataDir, { 'audit.syslog.tcpPort': String(tcpPort) });
  const clock = { now: () => new Date(Date.now() + passed) };
  const product: Composed = await composed({ settings, dataDir, clock });
  try {
    await setUp(product);
    const security = await signIn(product, 'security');
    await call(product, security, 'POST', '/api/audit/sources', {
      id: 'net',
      title: 'net',
      class: 'network',
      kind: 'syslog',
    });
    await call(product, security, 'POST', '/api/audit/sources/net/senders', {
      kind: 'address',
      value: '127.0.0.1',
    });
    const socket = senderFrom(tcpPort!);
    const found = async () => {
      const auditor = await signIn(product, 'audit');
      const { body } = await call(product, auditor, 'POST', '/api/audit/events/search', {
        query: 'anmin.source:net',
        ...all,
        limit: 200,
      });
      return (body.items as { fields: { event: { original: string } } }[])
        .map(({ fields }) => Number(fields.event.original.split(' ').at(-1)))
        .sort((a, b) => a - b);
    };
    const runs = async () =>
      (await product.system.scheduler.states()).find(({ name }) => name === 'audit.make-exports')!;
    let sent = 0;
    const day = 86_400_000;
    for (const jump of [0, day, -3 * day, 2 * day]) {
      passed += jump;
      for (let i = 0; i < 5; i++)
        socket.write(`<13>1 ${clock.now().toISOString()} srv app - - - no ${sent++}\n`);
      const expected = Array.from({ length: sent }, (_, n) => n);
      await expect.poll(found, { timeout: 15_000, interval: 500 }).toEqual(expected);
      const before = await runs();
      await expect.poll(runs, { timeout: 15_000, interval: 300 }).not.toEqual(before);
    }
  } finally {
    await product.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
