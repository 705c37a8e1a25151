import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Client } from '@elastic/elasticsearch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditErrors } from '../errors.ts';
import { type BulkDoor, openBulkDoor } from './bulk-testing.ts';
import { limits } from './settings.ts';
import { type CollectWorld, everybody } from './testing.ts';

let w: CollectWorld;
let door: BulkDoor;
let base: string;
const source = (id: string, kind: 'bulk' | 'elastic') => door.source(id, kind);
const post = (...sent: Parameters<BulkDoor['post']>) => door.post(...sent);
beforeEach(async () => {
  door = await openBulkDoor();
  ({ w, base } = door);
});
afterEach(() => door.close());

describe('bulk over HTTPS', () => {
  it('stores each line byte for byte and answers after it is on disk; packed as well', async () => {
    const token = await source('app', 'bulk');
    const lines = '{"@timestamp":"2026-11-22T08:00:00.123+08:00","a":1}\nnot json 你好\n\n{"b": 2}';
    const answer = await post('/api/audit/collect/app', token, lines);
    expect([answer.status, answer.body]).toEqual([200, { stored: 3, known: 0, refused: [] }]);
    expect(w.evidence.size()).toBe(3);
    await post('/api/audit/collect/app', token, gzipSync(lines), { 'content-encoding': 'gzip' });
    const expected = ['{"@timestamp":"2026-11-22T08:00:00.123+08:00","a":1}', 'not json 你好', '{"b": 2}'];
    expect(await w.texts('app')).toEqual([...expected, ...expected]);
    expect((await w.evidence.all())[0]!.eventTime).toBe(Date.UTC(2026, 10, 22, 0, 0, 0, 123));
    expect((await w.evidence.all())[1]!.eventTime).toBeNull();
  });

  it('takes records in envelopes: any bytes, their time and their place', async () => {
    const token = await source('agent', 'bulk');
    const type = { 'content-type': 'application/vnd.anmin.records+ndjson', 'x-anmin-stream': 'a:/var/log/x' };
    const lines = [
      { raw: 'two\nlines', time: 1000, position: 10 },
      { raw64: Buffer.of(0, 255, 10).toString('base64'), position: 30 },
      { raw: 5 },
      { raw: 'back', position: 20 },
    ].map((line) => JSON.stringify(line));
    const answer = await post('/api/audit/collect/agent', token, `${lines.join('\n')}\n{`, type);
    expect(answer.body).toEqual({
      stored: 2,
      known: 0,
      refused: [
        { line: 2, code: 'envelope' },
        { line: 3, code: 'position' },
        { line: 4, code: 'envelope' },
      ],
    });
    expect((await w.evidence.all()).map(({ raw, eventTime, origin }) => [raw, eventTime, origin])).toEqual([
      [Buffer.from('two\nlines'), 1000, { stream: 'agent/a:/var/log/x', position: 10 }],
      [Buffer.of(0, 255, 10), null, { stream: 'agent/a:/var/log/x', position: 30 }],
    ]);
    const view = await w.service.sources.get(everybody, 'agent');
    expect(view.counts).toMatchObject({ received: 5, stored: 2, refused: 3 });
  });

  it('knows what was sent again', async () => {
    const token = await source('app', 'bulk');
    const at = (position: number) => ({ 'x-anmin-stream': 's', 'x-anmin-position': String(position) });
    expect((await post('/api/audit/collect/app', token, 'a\nb\nc', at(0))).body).toMatchObject({ stored: 3 });
    expect((await post('/api/audit/collect/app', token, 'b\nc\nd', at(1))).body).toMatchObject({
      stored: 1,
      known: 2,
    });
    expect(await w.texts('app')).toEqual(['a', 'b', 'c', 'd']);
    expect((await post('/api/audit/collect/app', token, 'a', { 'x-anmin-position': '1' })).status).toBe(400);
    expect(
      (await post('/api/audit/collect/app', token, 'a', { ...at(0), 'x-anmin-stream': 'ä b' })).status,
    ).toBe(400);
  });

  it('refuses who may not feed the source, with one answer whether it exists or not', async () => {
    const token = await source('app', 'bulk');
    await source('other', 'bulk');
    for (const [path, shown] of [
      ['app', 'wrong'],
      ['other', token],
      ['none', token],
    ] as const) {
      const { status, body } = await post(`/api/audit/collect/${path}`, shown, 'a');
      expect([status, body.code]).toEqual([401, 'audit.sender-refused']);
    }
    await w.service.sources.change(everybody, 'app', { enabled: false });
    expect((await post('/api/audit/collect/app', token, 'a')).status).toBe(401);
    expect(w.evidence.size()).toBe(0);
  });

  it.each(['/api/audit/collect/app', '/es/_bulk'])('refuses on %s before it reads the body', async (path) => {
    await source('app', path.startsWith('/es') ? 'elastic' : 'bulk');
    const { port } = new URL(base);
    const socket = connect(Number(port), '127.0.0.1');
    const head = ['host: x', 'authorization: Bearer wrong', 'content-type: application/x-ndjson'];
    socket.write(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\ncontent-length: 1000000\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it('bounds what it unpacks and the length of a record', async () => {
    const token = await source('app', 'bulk');
    const bomb = gzipSync(Buffer.alloc(limits.bulkUnpacked + 1, 'x'));
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post('/api/audit/collect/app', token, bomb, gzip)).body.code).toBe('audit.bulk-too-large');
    expect((await post('/api/audit/collect/app', token, 'no', gzip)).body.code).toBe('audit.bulk-encoding');
    const long = `a\n${'x'.repeat(limits.record + 1)}\nb`;
    const answer = await post('/api/audit/collect/app', token, gzipSync(long), gzip);
    expect(answer.body).toMatchObject({ stored: 2, refused: [{ line: 1, code: 'too-long' }] });
    const letters = await w.service.deadLetters.list(everybody, { page: 1, pageSize: 5 });
    expect(letters.items[0]).toMatchObject({ reason: 'too-long', bytes: limits.record + 1 });
  });

  it('says so when the disk is full, and takes the same again afterwards', async () => {
    const token = await source('app', 'bulk');
    w.evidence.failure = auditErrors['evidence-full']({ path: '/evidence' });
    const full = await post('/api/audit/collect/app', token, 'a\nb');
    expect([full.status, full.body.code, full.headers.get('retry-after')]).toEqual([
      507,
      'audit.evidence-full',
      '5',
    ]);
    w.evidence.failure = undefined;
    expect((await post('/api/audit/collect/app', token, 'a\nb')).body).toMatchObject({ stored: 2 });
    expect(await w.texts('app')).toEqual(['a', 'b']);
  });
});

describe('the bulk API of Elasticsearch', () => {
  const client = (auth: object) => new Client({ node: `${base}/es`, auth: auth as never, maxRetries: 0 });

  it('serves the official client with a token as API key, password or bearer', async () => {
    const token = await source('beats', 'elastic');
    const apiKey = Buffer.from(`id:${token}`).toString('base64');
    for (const auth of [
      { apiKey },
      { username: 'x', password: token },
      { bearer: token },
      { apiKey: token },
    ]) {
      const es = client(auth);
      expect((await es.info()).version.number).toMatch(/^8\./);
      const operations = [
        { create: { _index: 'filebeat-8', _id: 'mine' } },
        { '@timestamp': '2026-11-22T00:00:00.000Z', message: '登录成功' },
        { index: { _index: 'other' } },
        { message: 'two' },
        { delete: { _index: 'other', _id: 'x' } },
        { update: { _index: 'other', _id: 'y' } },
        { doc: { a: 1 } },
      ];
      const answer = await es.bulk({ operations });
      expect(answer.errors).toBe(true);
      expect(
        answer.items.map((item) => Object.entries(item).map(([name, of]) => [name, of?.status])[0]),
      ).toEqual([
        ['create', 201],
        ['index', 201],
        ['delete', 400],
        ['update', 400],
      ]);
      expect(answer.items[0]!.create).toMatchObject({ _index: 'filebeat-8', _id: 'mine', result: 'created' });
      await es.close();
    }
    expect((await w.texts('beats')).slice(0, 2)).toEqual([
      '{"@timestamp":"2026-11-22T00:00:00.000Z","message":"登录成功"}',
      '{"message":"two"}',
    ]);
    expect(w.evidence.size()).toBe(8);
    expect((await w.evidence.all())[0]!.eventTime).toBe(Date.UTC(2026, 10, 22));
  });

  it('takes all of the helper of the official client, packed', async () => {
    const token = await source('beats', 'elastic');
    const es = new Client({ node: `${base}/es`, auth: { bearer: token }, compression: true });
    const result = await es.helpers.bulk({
      datasource: Array.from({ length: 3000 }, (_, n) => ({ n })),
      flushBytes: 10_000,
      onDocument: () => ({ create: { _index: 'logs-app-default' } }),
    });
    expect(result).toMatchObject({ total: 3000, successful: 3000, failed: 0 });
    expect(new Set(await w.texts('beats')).size).toBe(3000);
    await es.close();
  });

  it('answers what Filebeat, Fluent Bit, Vector and Logstash ask before they send', async () => {
    const token = await source('beats', 'elastic');
    const ask = (method: string, path: string, body?: string) =>
      fetch(`${base}/es${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`u:${token}`).toString('base64')}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      });
    const asked = [
      ['GET', '/'],
      ['HEAD', '/'],
      ['GET', ''],
      ['GET', '/_license?human=false'],
      ['GET', '/_xpack'],
      ['GET', '/_cluster/health'],
      ['HEAD', '/_template/filebeat-7.17.0'],
      ['GET', '/_index_template/filebeat-8.19.0'],
      ['HEAD', '/_index_template/ecs-logstash'],
      ['GET', '/_data_stream/filebeat-8.19.0'],
      ['GET', '/_ilm/policy/filebeat'],
      ['HEAD', '/_alias/logstash'],
      ['GET', '/_ingest/pipeline/filebeat-8.19.0-system-auth-pipeline'],
      ['PUT', '/_ilm/policy/logstash-policy', '{"policy":{}}'],
      ['PUT', '/_index_template/ecs-logstash', '{"index_patterns":["x"]}'],
      ['PUT', '/_data_stream/filebeat-8.19.0', '{}'],
    ] as const;
    for (const [method, path, body] of asked) {
      const answer = await ask(method, path, body);
      expect([path, answer.status, answer.headers.get('x-elastic-product')]).toEqual([
        path,
        200,
        'Elasticsearch',
      ]);
    }
    expect((await ask('GET', '/_search')).status).toBe(404);
    expect((await ask('GET', '/%E0%A4%A')).status).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${base}/es/`)).status).toBe(401);
  });

  it('refuses a body that is no bulk as a cluster does, and one of unknown senders', async () => {
    const token = await source('beats', 'elastic');
    const bad = await post('/es/_bulk', token, '{"nothing":{}}\n{}\n');
    expect([bad.status, (bad.body.error as { type: string }).type]).toEqual([
      400,
      'illegal_argument_exception',
    ]);
    expect((await post('/es/logs-x/_bulk', token, '{"create":{}}\n')).status).toBe(400);
    expect((await post('/es/_bulk', 'wrong', '{"create":{}}\n{}\n')).status).toBe(401);
    const good = await post('/es/logs-x/_bulk', token, '{"create":{}}\n{}\n');
    expect(good.body).toMatchObject({
      errors: false,
      items: [{ create: { _index: 'logs-x', status: 201 } }],
    });
    expect(w.evidence.size()).toBe(1);
  });

  it('answers 429 or 5xx, for which senders keep the batch, when it cannot take it', async () => {
    const token = await source('beats', 'elastic');
    w.evidence.failure = auditErrors['evidence-full']({ path: '/evidence' });
    const { status } = await post('/es/_bulk', token, '{"create":{}}\n{}\n');
    expect(status).toBe(507);
    expect(w.evidence.size()).toBe(0);
  });
});
