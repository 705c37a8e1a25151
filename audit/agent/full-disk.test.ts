import { execFileSync } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createListener, httpDefaults, type Listener } from '#platform/http/index.ts';
import { type CollectWorld, collectWorld, everybody, silentLog } from '../collect/testing.ts';
import { takeState } from './lock.ts';
import type { Client } from './send/client.ts';
import { createSender } from './send/sender.ts';
import { openSpool, type Spool } from './spool/spool.ts';
import { readStatus } from './status.ts';

const parent = mkdtempSync(join(tmpdir(), 'anmin-full-'));
const disk = join(parent, 'disk');
mkdirSync(disk);
let mounted = true;
try {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2097152', 'tmpfs', disk], { stdio: 'ignore' });
} catch {
  mounted = false;
}
afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', disk]);
  rmSync(parent, { recursive: true, force: true });
});

/** Takes every block that is left; more at each call. */
function fillDisk(): void {
  const ballast = openSync(join(disk, 'ballast'), 'a');
  expect(() => {
    for (;;) writeSync(ballast, Buffer.alloc(4096, 1));
  }).toThrow('ENOSPC');
  closeSync(ballast);
}
const emptyDisk = () => rmSync(join(disk, 'ballast'), { force: true });

let w: CollectWorld;
let listener: Listener;
let client: Client;
beforeEach(async () => {
  w = await collectWorld();
  listener = await createListener({ log: silentLog, config: httpDefaults, sessions: async () => undefined });
  listener.mount('', w.senderRoutes());
  const base = `http://127.0.0.1:${await listener.listen({ host: '127.0.0.1', port: 0 })}`;
  await w.service.sources.create(everybody, { id: 'db', title: 'db', class: 'database', kind: 'bulk' });
  const { token } = await w.service.sources.assign(everybody, 'db', { kind: 'token' });
  client = {
    async post(path, body, headers) {
      const answer = await fetch(base + path, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${token}` },
        body: body as unknown as string,
      });
      return { status: answer.status, retryAfterMs: 0, body: await answer.json() };
    },
    close() {},
  };
});
afterEach(async () => {
  emptyDisk();
  await listener.close();
  await w.close();
});

const state = join(disk, 'state');
const bounds = { maxBytes: 1 << 30, segmentBytes: 32_768, batchBytes: 20_000, batchRecords: 100 };

/** The part of an agent that keeps and sends, as one run of it. */
function startRun() {
  mkdirSync(state, { recursive: true });
  const giveBack = takeState(state);
  const spool = openSpool(join(state, 'spool'), bounds);
  const sender = createSender({
    source: 'db',
    spool,
    client: () => client,
    now: () => new Date(),
    random: () => 0,
  });
  const ending = new AbortController();
  let sending: Promise<void> = Promise.resolve();
  return {
    spool,
    send() {
      sending = sender.run(ending.signal);
      // Looked at when it ends.
      sending.catch(() => {});
    },
    /** @throws what ended the sender, when it was not this */
    async end() {
      ending.abort(new Error('ended'));
      await sending.catch((error: Error) => {
        if (error.message !== 'ended') throw error;
      });
      await spool.close();
      giveBack();
    },
  };
}

const text = (n: number) => `${n} ${'x'.repeat(1000)}`;
const never = new AbortController().signal;
const append = (to: Spool, n: number, signal = never) =>
  to.append({ records: [{ raw: Buffer.from(text(n)) }], places: { file: n } }, signal);

describe.skipIf(!mounted)('an agent on a full disk (needs the right to mount)', () => {
  it('starts, sends what it has, goes on by itself; every record arrives once, in order', async () => {
    const first = startRun();
    for (let n = 0; n < 300; n++) await append(first.spool, n);
    await first.end();
    fillDisk();

    // Started again while nothing can be written.
    const second = startRun();
    expect(readStatus(state, new Date()).running).toBe(true);
    expect(lstatSync(join(state, 'lock')).isSymbolicLink()).toBe(true);
    expect(() => takeState(state)).toThrow(expect.objectContaining({ code: 'audit.agent-running' }));
    const reading = new AbortController();
    const waiting = append(second.spool, 300, reading.signal);
    await expect.poll(() => second.spool.state().full).toBe(true);
    // A place that cannot be written: the sender must go on, and free what the centre has.
    second.send();
    const before = readdirSync(join(state, 'spool')).length;
    await expect.poll(() => w.evidence.size(), { interval: 1 }).toBeGreaterThan(100);
    fillDisk();
    await expect.poll(() => w.evidence.size(), { timeout: 10_000 }).toBeGreaterThanOrEqual(300);
    await waiting;
    await expect.poll(() => second.spool.state().waiting).toBe(0);
    expect(readdirSync(join(state, 'spool')).length).toBeLessThan(before);
    fillDisk();
    await second.end();

    // What the centre acknowledged while the disk was full may be sent again; it is stored once.
    const third = startRun();
    third.send();
    await expect.poll(() => third.spool.state().waiting).toBe(0);
    expect(third.spool.places.get('file')).toBe(300);
    emptyDisk();
    for (let n = 301; n < 400; n++) await append(third.spool, n);
    await expect.poll(() => w.evidence.size(), { timeout: 10_000 }).toBe(400);
    await expect.poll(() => third.spool.state()).toMatchObject({ waiting: 0, full: false });
    await third.end();

    const expected = Array.from({ length: 400 }, (_, n) => text(n));
    expect(await w.texts('db')).toEqual(expected);
  });

  it('keeps in memory what it cannot write of what was acknowledged, and writes it when there is room', async () => {
    rmSync(state, { recursive: true, force: true });
    const records = 20;
    const first = startRun();
    for (let n = 0; n < records; n++) await append(first.spool, n);
    fillDisk();
    first.send();
    await expect.poll(() => first.spool.state()).toMatchObject({ waiting: 0, full: true });
    expect(w.evidence.size()).toBe(records);
    await first.end();

    // Not known any more, so it is sent again.
    const second = startRun();
    expect(second.spool.state().waiting).toBe(records);
    second.send();
    await expect.poll(() => second.spool.state()).toMatchObject({ waiting: 0, full: true });
    expect(w.evidence.size()).toBe(records);
    emptyDisk();
    await second.end();

    const third = startRun();
    expect(third.spool.state()).toMatchObject({ waiting: 0, full: false });
    third.send();
    await append(third.spool, records);
    await expect.poll(() => w.evidence.size()).toBe(records + 1);
    await third.end();
    expect(await w.texts('db')).toEqual(Array.from({ length: records + 1 }, (_, n) => text(n)));
  });
});
