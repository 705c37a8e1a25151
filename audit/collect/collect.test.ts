import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { auditErrors } from '../errors.ts';
import { createRegistry } from '../service/sources/registry.ts';
import { type CollectWorld, collectWorld, everybody, sendTcp, type WorldOptions } from './testing.ts';

let open: CollectWorld[] = [];
afterEach(async () => {
  for (const world of open) await world.close();
  open = [];
});

async function world(options: WorldOptions = {}): Promise<CollectWorld> {
  const w = await collectWorld(options);
  open.push(w);
  return w;
}

async function counts(w: CollectWorld, id: string) {
  return (await w.service.sources.get(everybody, id)).counts;
}

describe('syslog over TCP', () => {
  it('stores records byte for byte, counted or as lines, with their sequence', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    await w.loopbackSource('web');
    const odd = Buffer.concat([Buffer.from('<13>a\0'), Buffer.of(0xff, 0xfe), Buffer.from(' 你好\r')]);
    await sendTcp(w.port('tcp'), Buffer.concat([odd, Buffer.from('\n<13>second\n')]));
    await sendTcp(
      w.port('tcp'),
      Buffer.concat([Buffer.from(`${odd.length} `), odd, Buffer.from('7 <13>x\ny')]),
    );
    await expect.poll(() => w.evidence.size()).toBe(4);
    expect((await w.evidence.all()).map(({ raw }) => raw)).toEqual([
      odd,
      Buffer.from('<13>second'),
      odd,
      Buffer.from('<13>x\ny'),
    ]);
    expect((await w.evidence.all()).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(await counts(w, 'web')).toMatchObject({ received: 4, stored: 4, refused: 0, waiting: 0 });
  });

  it('reads no further than it can store: the sender is held, and nothing is lost', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    await w.loopbackSource('web');
    w.evidence.failure = auditErrors['evidence-full']({ path: 'x' });
    const line = `<13>${'x'.repeat(995)}\n`;
    const total = 30_000;
    const socket = connect({ port: w.port('tcp'), host: '127.0.0.1' });
    socket.end(line.repeat(total));
    await expect.poll(() => w.service.listeners().stalled).toContain('evidence-full');
    let before = 0;
    const settled = () => {
      const { waitingBytes } = w.service.listeners();
      const same = waitingBytes > 200_000 && waitingBytes === before;
      before = waitingBytes;
      return same;
    };
    await expect.poll(settled, { interval: 300, timeout: 10_000 }).toBe(true);
    expect(w.service.listeners().waitingBytes).toBeLessThan(1_000_000);
    expect(socket.writableFinished).toBe(false);
    w.evidence.failure = undefined;
    await expect.poll(() => w.evidence.size(), { timeout: 20_000 }).toBe(total);
    expect(w.service.listeners()).toMatchObject({ stalled: null, waitingBytes: 0 });
    expect(await counts(w, 'web')).toMatchObject({ received: total, stored: total });
  });

  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['::ffff:0a01:0203', '10.1.2.3'],
    ['::FFFF:10.1.2.3', '::ffff:10.1.2.3'],
    ['fe80::1', 'fe80::1%eth0'],
    ['2001:DB8:0::/48', '2001:db8::1'],
  ])('a sender that is written %s is the one at %s', async (written, address) => {
    const w = await world();
    await w.service.sources.create(everybody, { id: 'six', title: 's', class: 'network', kind: 'syslog' });
    await w.service.sources.assign(everybody, 'six', { kind: 'address', value: written });
    const registry = createRegistry(w.storage);
    await registry.load();
    expect(registry.resolve({ address }, 'syslog')?.id).toBe('six');
    expect(registry.resolve({ address: '2001:db8:1::1' }, 'syslog')).toBeUndefined();
  });

  it('a flood of one source does not starve another', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    await w.loopbackSource('flood');
    await w.service.sources.create(everybody, { id: 'quiet', title: 'q', class: 'network', kind: 'syslog' });
    await w.service.sources.assign(everybody, 'quiet', { kind: 'address', value: '127.0.0.2' });
    w.evidence.slowness = 5;
    const floods = Array.from({ length: 8 }, () => {
      const socket = connect({ port: w.port('tcp'), host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.write(`<13>${'f'.repeat(300)}\n`.repeat(100_000));
      return socket;
    });
    await expect.poll(() => w.evidence.size(), { timeout: 20_000 }).toBeGreaterThan(1000);
    const waits: number[] = [];
    for (let n = 0; n < 5; n++) {
      const started = performance.now();
      await sendTcp(w.port('tcp'), `<13>quiet ${n}\n`, '127.0.0.2');
      await expect.poll(async () => (await w.texts('quiet')).length, { interval: 5 }).toBe(n + 1);
      waits.push(performance.now() - started);
    }
    expect((await w.texts('flood')).length).toBeLessThan(800_000);
    for (const socket of floods) socket.destroy();
    expect(Math.max(...waits)).toBeLessThan(1000);
  });

  it('keeps what is too long or cut off among the dead letters, and goes on', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    await w.loopbackSource('web');
    const long = 'y'.repeat(3_000_000);
    await sendTcp(w.port('tcp'), `<13>a\n<13>${long}\n<13>b\n`);
    await sendTcp(w.port('tcp'), '6 <13>ok10 <13>cu').catch(() => {});
    await sendTcp(w.port('tcp'), '6 <13>okGET / HTTP/1.1\r\n').catch(() => {});
    await expect.poll(() => w.texts('web')).toEqual(['<13>a', '<13>b', '<13>ok', '<13>ok']);
    const list = () => w.service.deadLetters.list(everybody, { page: 1, pageSize: 10 });
    await expect.poll(async () => (await list()).total).toBe(3);
    const { items } = await list();
    const shown = items.map(({ reason, bytes }) => [reason, bytes]);
    expect(shown).toEqual([
      ['bad-frame', 16],
      ['cut', 6],
      ['too-long', 3_000_004],
    ]);
    expect(await counts(w, 'web')).toMatchObject({ received: 7, stored: 4, refused: 3, discarded: 0 });
  });

  it('ends a connection that stops in the middle of a record', async () => {
    const { listenStream } = await import('./syslog-stream.ts');
    const taken: string[] = [];
    const known = {
      id: 'a',
      kind: 'syslog',
      enabled: true,
      timeZone: 'UTC',
      class: 'operations',
      chain: 'auto',
    } as const;
    const listener = await listenStream({
      host: '127.0.0.1',
      port: 0,
      maxConnections: 2,
      senders: { known: () => known, admit: async () => known },
      taker: {
        recordOf: (_, raw) => ({ source: 'a', raw, eventTime: null, receivedAt: 0 }),
        take: async (_source, records, refused) =>
          void taken.push(...records.map(String), ...refused.map((r) => r.reason)),
        hasRoom: () => true,
      },
      log: { info() {}, warn() {}, error() {} },
      now: () => 0,
      unfinishedMs: 40,
    });
    const socket = connect({ port: listener.port, host: '127.0.0.1' });
    socket.write('<13>half');
    await new Promise((resolve) => socket.on('close', resolve));
    expect(taken).toEqual(['cut']);
    await listener.close();
  });

  it('refuses who is not known, tells of it once, and ends a connection whose source is disabled', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    await sendTcp(w.port('tcp'), '<13>a\n').catch(() => {});
    await sendTcp(w.port('tcp'), '<13>b\n').catch(() => {});
    await expect.poll(() => w.service.listeners().syslog[0]?.refusedConnections).toBe(2);
    expect((await w.eventNames()).filter((name) => name === 'audit.sender.refused')).toHaveLength(1);
    await w.loopbackSource('web');
    const socket = connect({ port: w.port('tcp'), host: '127.0.0.1' });
    socket.write('<13>c\n');
    await expect.poll(() => w.texts('web')).toEqual(['<13>c']);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    await w.service.sources.change(everybody, 'web', { enabled: false });
    socket.write('<13>d\n');
    await closed;
    expect(w.evidence.size()).toBe(1);
  });

  it('puts unknown senders into a quarantine of bounded size where the policy says so', async () => {
    const w = await world({ syslog: { tcpPort: 0, unknownSenders: 'quarantine' } });
    for (let n = 1; n <= 5; n++) {
      await sendTcp(w.port('tcp'), `<13>${n}\n`, `127.0.0.${n}`).catch(() => {});
    }
    await expect.poll(() => w.service.listeners().syslog[0]?.refusedConnections).toBe(2);
    await expect.poll(() => w.texts('quarantine-127.0.0.3')).toEqual(['<13>3']);
    expect((await w.service.sources.list(everybody)).map(({ id }) => id)).toEqual([
      'quarantine-127.0.0.1',
      'quarantine-127.0.0.2',
      'quarantine-127.0.0.3',
    ]);
  });
});

describe('syslog over UDP', () => {
  it('takes each datagram as a record and reads the drops of the kernel', async () => {
    const w = await world({ syslog: { udpPort: 0 } });
    await w.loopbackSource('fw');
    const socket = createSocket('udp4');
    for (let n = 0; n < 200; n++) socket.send(`<13>${n}\n`, w.port('udp'), '127.0.0.1');
    await expect.poll(async () => (await w.texts('fw')).length).toBe(200);
    expect(new Set(await w.texts('fw')).size).toBe(200);
    expect(w.service.listeners().syslog[0]?.kernelDrops).toBe(0);
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  });

  it('counts as refused what it cannot hold while the log takes nothing', async () => {
    const w = await world({ syslog: { udpPort: 0 } });
    await w.loopbackSource('fw');
    w.evidence.failure = auditErrors['evidence-full']({ path: 'x' });
    const socket = createSocket('udp4');
    const big = Buffer.alloc(60_000, 'z');
    let sent = 0;
    while ((await counts(w, 'fw')).refused === 0) {
      for (let n = 0; n < 20; n++, sent++) socket.send(big, w.port('udp'), '127.0.0.1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    w.evidence.failure = undefined;
    await expect.poll(async () => (await counts(w, 'fw')).waiting, { timeout: 20_000 }).toBe(0);
    const { stored, refused, discarded } = await counts(w, 'fw');
    const drops = w.service.listeners().syslog[0]?.kernelDrops ?? 0;
    expect(refused).toBe(discarded);
    expect(stored + refused + drops).toBe(sent);
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  });
});

describe('counters', () => {
  it('count each stored record once, whoever wrote it and however often they are asked', async () => {
    const w = await world();
    await w.service.sources.create(everybody, { id: 's', title: 's', class: 'business', kind: 'bulk' });
    const record = { source: 's', raw: Buffer.from('x'), eventTime: null, receivedAt: Date.now() };
    await w.evidence.append([record, { ...record, eventTime: record.receivedAt - 600_000 }]);
    const both = await Promise.all([counts(w, 's'), counts(w, 's')]);
    for (const each of both) expect(each).toMatchObject({ received: 2, stored: 2, skewed: 1 });
    await w.evidence.append([record]);
    expect(await counts(w, 's')).toMatchObject({ stored: 3, skewed: 1 });
  });
});

describe('a source that falls silent', () => {
  it('is told of once, and once when it sends again; our own absence is not held against it', async () => {
    const w = await world();
    const { sources } = w.service;
    await sources.create(everybody, {
      id: 's',
      title: 's',
      class: 'business',
      kind: 'bulk',
      silenceMinutes: 10,
    });
    const check = () => w.jobs[0]!.run(new AbortController().signal);
    const alarms = async () => (await w.eventNames()).filter((name) => /silent|resumed/.test(name));
    await check();
    w.pass(9 * 60_000);
    await check();
    expect(await alarms()).toEqual([]);
    w.pass(2 * 60_000);
    await check();
    await check();
    expect(await alarms()).toEqual(['audit.source.silent']);
    expect((await sources.get(everybody, 's')).health).toBe('silent');
    const receivedAt = w.deps.clock.now().getTime();
    await w.evidence.append([{ source: 's', raw: Buffer.from('x'), eventTime: null, receivedAt }]);
    await check();
    await check();
    expect(await alarms()).toEqual(['audit.source.silent', 'audit.source.resumed']);
    expect((await sources.get(everybody, 's')).health).toBe('ok');
    await sources.change(everybody, 's', { enabled: false });
    w.pass(60 * 60_000);
    await check();
    expect(await alarms()).toHaveLength(2);
  });
});

describe('sources', () => {
  it('are changed only with the permission, and every change is an event', async () => {
    const w = await world();
    const nobody = systemActor('nobody', []);
    const { sources } = w.service;
    const input = { id: 'pg', title: '业务库', class: 'database', kind: 'bulk' } as const;
    await expect(sources.create(nobody, input)).rejects.toMatchObject({ code: 'common.forbidden' });
    await sources.create(everybody, input);
    await expect(sources.create(everybody, input)).rejects.toMatchObject({ code: 'audit.source-taken' });
    await sources.change(everybody, 'pg', { parsers: ['pgaudit'], timeZone: 'UTC' });
    await expect(sources.change(everybody, 'pg', { parsers: ['no'] })).rejects.toMatchObject({
      code: 'audit.source-field',
    });
    await expect(sources.change(everybody, 'pg', { timeZone: 'Mars/X' })).rejects.toMatchObject({
      code: 'audit.source-field',
    });
    await sources.change(everybody, 'pg', { enabled: false });
    const { sender, token } = await sources.assign(everybody, 'pg', { kind: 'token', label: 'a' });
    expect(token).toMatch(/^anmin-audit-[\w-]{43}$/);
    expect(JSON.stringify(await sources.get(everybody, 'pg'))).not.toContain(token);
    await sources.remove(everybody, 'pg', sender.id);
    expect(await w.eventNames()).toEqual([
      'audit.source.created',
      'audit.source.changed',
      'audit.source.disabled',
      'audit.sender.assigned',
      'audit.sender.removed',
    ]);
  });

  it('are bounded in number, and one sender feeds one syslog source', async () => {
    const w = await world({ maxSources: 2 });
    await w.loopbackSource('a');
    const { sources } = w.service;
    await sources.create(everybody, { id: 'b', title: 'b', class: 'network', kind: 'syslog' });
    await expect(
      sources.create(everybody, { id: 'c', title: 'c', class: 'network', kind: 'syslog' }),
    ).rejects.toMatchObject({ code: 'audit.source-limit' });
    await expect(
      sources.assign(everybody, 'b', { kind: 'address', value: '127.0.0.1' }),
    ).rejects.toMatchObject({ code: 'audit.sender-taken', details: { source: 'a' } });
    for (const value of ['10.0.0.0/33', 'x', '10.0.0.0/8/9', '']) {
      await expect(sources.assign(everybody, 'b', { kind: 'address', value })).rejects.toMatchObject({
        code: 'audit.source-field',
      });
    }
  });
});

describe('dead letters', () => {
  it('are searched, viewed (which is an event), replayed once, discarded with a reason', async () => {
    const w = await world({ syslog: { tcpPort: 0 } });
    const { deadLetters } = w.service;
    await w.loopbackSource('web');
    await deadLetters.add(
      ['alpha 张三', 'beta', 'gamma'].map((text) => ({
        stage: 'collect',
        source: 'web',
        reason: 'cut',
        raw: Buffer.from(text),
        bytes: Buffer.byteLength(text) + (text === 'gamma' ? 1 : 0),
        receivedAt: 5000,
      })),
    );
    const page = { page: 1, pageSize: 10 };
    const { items } = await deadLetters.list(everybody, { ...page, q: '张三', source: 'web', reason: 'cut' });
    expect(items.map(({ text }) => text)).toEqual(['alpha 张三']);
    expect((await deadLetters.view(everybody, items[0]!.id)).raw).toBe('alpha 张三');
    const all = (await deadLetters.list(everybody, page)).items;
    const [gamma, beta, alpha] = all.map(({ id }) => id) as [string, string, string];
    const report = await deadLetters.replay(everybody, { filter: { source: 'web' } });
    expect(report).toEqual({ replayed: 2, failed: [{ id: gamma, code: 'audit.dead-letter-incomplete' }] });
    expect(await w.texts('web')).toEqual(['alpha 张三', 'beta']);
    expect((await deadLetters.replay(everybody, { ids: [alpha, beta] })).failed).toHaveLength(2);
    expect(w.evidence.size()).toBe(2);
    expect(await deadLetters.discard(everybody, [gamma, alpha], '来源已重新发送')).toEqual({ discarded: 1 });
    const after = await deadLetters.view(everybody, gamma);
    expect(after).toMatchObject({ raw: '', text: '', state: 'discarded', closeReason: '来源已重新发送' });
    expect(new Set(await w.eventNames())).toEqual(
      new Set([
        ...['audit.source.created', 'audit.sender.assigned'],
        ...['searched', 'viewed', 'replayed', 'discarded'].map((verb) => `audit.dead-letter.${verb}`),
      ]),
    );
  });

  it('are bounded: beyond it they are counted, which is told once', async () => {
    const w = await world({ maxDeadLetters: 5 });
    await w.service.sources.create(everybody, { id: 's', title: 's', class: 'business', kind: 'bulk' });
    const letter = { stage: 'collect', source: 's', reason: 'cut', bytes: 1, receivedAt: 1 } as const;
    for (let n = 0; n < 4; n++) {
      await w.service.deadLetters.add([1, 2, 3].map(() => ({ ...letter, raw: Buffer.from('x') })));
    }
    expect(await counts(w, 's')).toMatchObject({ received: 12, stored: 0, refused: 12, discarded: 7 });
    expect((await w.eventNames()).filter((name) => name === 'audit.dead-letters.full')).toHaveLength(1);
  });

  it('of the evidence log are shown from it and processed again by whoever refused them', async () => {
    const again: number[] = [];
    const w = await world({ ports: { reprocess: async (indexes) => void again.push(...indexes) } });
    const record = { source: 's', raw: Buffer.from('stored'), eventTime: null, receivedAt: 1 };
    await w.evidence.append([record, record]);
    const letter = { stage: 'store', source: 's', reason: 'mapping', bytes: 6, receivedAt: 1 } as const;
    await w.service.deadLetters.add([{ ...letter, index: 1, text: 'stored' }]);
    await w.service.deadLetters.add([{ ...letter, index: 1, text: 'stored' }]);
    const { items, total } = await w.service.deadLetters.list(everybody, { page: 1, pageSize: 10 });
    expect(total).toBe(1);
    expect((await w.service.deadLetters.view(everybody, items[0]!.id)).raw).toBe('stored');
    await w.service.deadLetters.replay(everybody, { ids: [items[0]!.id] });
    expect(again).toEqual([1]);
    expect(w.evidence.size()).toBe(2);
  });
});
