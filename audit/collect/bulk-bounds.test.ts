import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BulkDoor, openBulkDoor } from './bulk-testing.ts';
import { limits } from './settings.ts';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

let w: CollectWorld;
let door: BulkDoor;
const source = (id: string, kind: 'bulk' | 'elastic') => door.source(id, kind);
const post = (...sent: Parameters<BulkDoor['post']>) => door.post(...sent);
/** Records whose header was read, in this order. */
let headersRead: string[];
beforeEach(async () => {
  headersRead = [];
  door = await openBulkDoor({
    ports: {
      eventTimeOf: (raw) => {
        headersRead.push(raw.toString('utf8', 0, 16));
        return null;
      },
    },
  });
  w = door.w;
});
afterEach(() => door.close());

describe('a body of many records', () => {
  it.each([
    ['lines', {}, 'a\n'],
    ['empty lines', {}, '\n'],
    ['envelopes', { 'content-type': 'application/vnd.anmin.records+ndjson' }, '{}\n'],
    ['envelopes', { 'content-type': 'application/vnd.anmin.records+ndjson' }, '{"raw":"a"}\n'],
  ])('refuses a small body that unpacks into a million %s before it reads any', async (_, type, line) => {
    const token = await source('app', 'bulk');
    const other = await source('other', 'bulk');
    const headers = { 'content-encoding': 'gzip', ...type };
    const body = gzipSync(line.repeat(1_000_000));
    expect(body.length).toBeLessThan(30_000);
    const [refused, taken] = await Promise.all([
      post('/api/audit/collect/app', token, body, headers),
      post('/api/audit/collect/other', other, 'x'),
    ]);
    expect([refused.status, refused.body.code]).toEqual([413, 'audit.bulk-too-many']);
    expect(taken.body).toMatchObject({ stored: 1 });
    expect(headersRead).toEqual(['x']);
    const { counts } = await w.service.sources.get(everybody, 'app');
    expect(counts).toMatchObject({ received: 0, stored: 0, refused: 0 });
    expect((await w.service.deadLetters.list(everybody, { page: 1, pageSize: 1 })).total).toBe(0);
  });

  it('takes as many records as may be; others have their turn while they are read', async () => {
    const token = await source('app', 'bulk');
    const most = Array.from({ length: limits.bulkRecords }, (_, n) => `line ${n}`);
    const one = await post('/api/audit/collect/app', token, `${most.join('\n')}\nmore`);
    expect(one.body.code).toBe('audit.bulk-too-many');
    expect(headersRead).toEqual([]);
    /** How many headers had been read at each turn that others had. */
    const seen = new Set<number>();
    let going = true;
    const others = (async () => {
      for (; going; await turn()) seen.add(headersRead.length);
    })();
    const large = await post('/api/audit/collect/app', token, most.join('\n'));
    going = false;
    await others;
    expect(large.body).toMatchObject({ stored: limits.bulkRecords });
    expect(headersRead).toEqual(most);
    // Never more than some hundred kilobytes of work at a time.
    const steps = [...seen].sort((x, y) => x - y);
    expect(Math.max(...steps.map((at, index) => at - (steps[index - 1] ?? 0)))).toBeLessThan(1500);
    expect(await w.texts('app')).toEqual(most);
  });

  it('keeps some of what it refuses of one body, and counts the rest', async () => {
    const w = await collectWorld({ maxDeadLetters: 1000 });
    await w.service.sources.create(everybody, { id: 'app', title: 'app', class: 'business', kind: 'bulk' });
    const letter = { stage: 'collect', source: 'app', reason: 'envelope', bytes: 2, receivedAt: 1 } as const;
    const letters = Array.from({ length: 5000 }, () => ({ ...letter, raw: Buffer.from('{}') }));
    await w.service.deadLetters.add(letters);
    const { items, total } = await w.service.deadLetters.list(everybody, { page: 1, pageSize: 1 });
    expect(total).toBe(200);
    expect(items[0]!.detail).toMatch(/4800.*4800 more/);
    const { counts } = await w.service.sources.get(everybody, 'app');
    expect(counts).toMatchObject({ received: 5000, refused: 5000, discarded: 4800 });
    expect(await w.eventNames()).not.toContain('audit.dead-letters.full');
    await w.close();
  });

  it('asks whether there is room before it unpacks anything', async () => {
    const token = await source('app', 'bulk');
    w.evidence.slowness = 300;
    const long = 'x'.repeat(limits.record);
    const bodies = Array.from({ length: 17 }, () => `${long}\n`).join('');
    const first = post('/api/audit/collect/app', token, gzipSync(bodies), { 'content-encoding': 'gzip' });
    await expect.poll(() => headersRead.length, { interval: 1 }).toBe(17);
    await expect.poll(() => w.service.listeners().waitingBytes).toBeGreaterThan(0);
    const { status, body } = await post('/api/audit/collect/app', token, 'no gzip', {
      'content-encoding': 'gzip',
    });
    expect([status, body.code]).toEqual([429, 'audit.collect-busy']);
    expect((await first).body).toMatchObject({ stored: 17 });
  });

  it.each([
    ['/api/audit/collect/app', 'bulk', 'audit.collect-busy'],
    ['/es/_bulk', 'elastic', 'es_rejected_execution_exception'],
  ] as const)(
    '%s: one source has some bodies on their way in, more are refused unread',
    async (path, kind, word) => {
      const token = await source('app', kind);
      const other = await source('other', 'bulk');
      const { hostname, port } = new URL(door.base);
      const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/x-ndjson\r\ncontent-length: 1000000\r\n\r\n`;
      const answers: string[] = [];
      const sockets = Array.from({ length: limits.bulkArriving + 10 }, () => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        socket.on('data', (bytes) => answers.push(bytes.toString()));
        socket.write(`${head}{"index":{}}\n`);
        return socket;
      });
      await expect.poll(() => answers.length).toBe(10);
      for (const answer of answers) expect(answer).toMatch(new RegExp(`^HTTP/1.1 429 [^]*${word}`));
      expect((await post('/api/audit/collect/other', other, 'x')).status).toBe(200);
      for (const socket of sockets) socket.destroy();
      const again = () => post(path, token, '{"index":{}}\n{}\n').then(({ status }) => status);
      await expect.poll(again).toBe(200);
    },
  );

  it('one source that has a body on its way again and again leaves room for the bodies of others', async () => {
    const tokens = await Promise.all(['greedy', 'second', 'third'].map((id) => source(id, 'bulk')));
    w.evidence.slowness = 1000;
    const many = (id: string, token: string, n: number) =>
      Array.from({ length: n }, () =>
        post(`/api/audit/collect/${id}`, token, 'x').then(({ status }) => status),
      );
    const taken = async (statuses: Promise<number>[]) =>
      (await Promise.all(statuses)).filter((status) => status === 200).length;
    const greedy = many('greedy', tokens[0]!, 30);
    await Promise.race(greedy);
    const [second, third] = [many('second', tokens[1]!, 30), many('third', tokens[2]!, 1)];
    // Refusals come at once, acknowledgements when the log is done.
    expect(await taken(greedy)).toBe(6);
    expect(await taken(second)).toBe(3);
    expect(await taken(third)).toBe(1);
    w.evidence.slowness = 0;
    expect(await taken(many('greedy', tokens[0]!, 1))).toBe(1);
  });

  it.each([
    ['pairs', '{"index":{}}\n{}\n'],
    ['deletions', '{"delete":{"_id":"a"}}\n'],
    ['empty lines', '\n'],
  ])('refuses a small body of a million %s with a short answer', async (_, lines) => {
    const token = await source('beats', 'elastic');
    const body = gzipSync(lines.repeat(1_000_000));
    const answer = await post('/es/logs/_bulk', token, body, { 'content-encoding': 'gzip' });
    const error = answer.body.error as { type: string; reason: string };
    expect([answer.status, error.type]).toEqual([413, 'content_too_long_exception']);
    expect(error.reason).toMatch(new RegExp(`^audit\\.bulk-too-many: .*${limits.bulkRecords}`));
    expect(w.evidence.size()).toBe(0);
    const most = await post('/es/logs/_bulk', token, '{"index":{}}\n{}\n'.repeat(limits.bulkRecords));
    expect(most.body).toMatchObject({ errors: false });
    expect(w.evidence.size()).toBe(limits.bulkRecords);
  });
});
