import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '../kernel/actor.ts';
import {
  Bytes,
  collectOpenApi,
  collectRoutes,
  createListener,
  createMetrics,
  createStreams,
  httpDefaults,
  type Listener,
  openApiRoute,
  route,
  serveConsole,
  serveDocs,
} from './index.ts';

const lines: { fields: Record<string, unknown>; text: string }[] = [];
const keep = (fields: object, text: string) =>
  void lines.push({ fields: fields as Record<string, unknown>, text });
const log = { debug() {}, info: keep, warn: keep, error: keep };
const open: Listener[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  lines.length = 0;
});

async function create(parts: Partial<Parameters<typeof createListener>[0]> = {}): Promise<Listener> {
  const listener = await createListener({
    log,
    config: httpDefaults,
    sessions: async ({ headers }): Promise<PersonActor | undefined> => {
      if (typeof headers.who !== 'string') return undefined;
      const permissions = new Set([headers.who]);
      return { kind: 'person', accountId: 'a', sessionId: 's', name: 'x', method: 'password', permissions };
    },
    ...parts,
  });
  open.push(listener);
  return listener;
}

describe('health', () => {
  it('is alive while a part is not ready, and names the part', async () => {
    const checks = [
      { name: 'database', check: async () => true },
      { name: 'issuing-ca', check: () => Promise.reject(new Error('key at /secret/place')) },
    ];
    const { app } = await create({ readyChecks: () => checks });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    const ready = await app.inject('/readyz');
    expect([ready.statusCode, ready.json().checks]).toEqual([
      503,
      [
        { name: 'database', ok: true },
        { name: 'issuing-ca', ok: false },
      ],
    ]);
    expect(ready.body).not.toContain('secret');
    checks.pop();
    expect((await app.inject('/readyz')).json().ready).toBe(true);
  });
});

describe('the document', () => {
  async function documented() {
    const listener = await create();
    await collectOpenApi(listener.app, '1.2.3');
    listener.mount('/api/things', [
      route({
        method: 'GET',
        path: '/:id',
        id: 'getThing',
        summary: 'One thing',
        access: 'things.all.read',
        output: { 200: Type.Object({ name: Type.String() }) },
        handle: async () => ({ name: 'x' }),
      }),
    ]);
    listener.mount('', [openApiRoute(listener.app)]);
    await serveDocs(listener.app);
    return listener.app;
  }

  it('says who may, what comes and how it fails', async () => {
    const document = (await (await documented()).inject('/api/openapi.json')).json();
    const operation = document.paths['/api/things/{id}'].get;
    expect(operation).toMatchObject({
      operationId: 'getThing',
      tags: ['things'],
      security: [{ session: [] }],
      'x-permission': 'things.all.read',
    });
    expect(Object.keys(operation.responses).sort()).toEqual(['200', '4XX', '5XX']);
    expect(document.paths['/docs/']).toBeUndefined();
  });

  it('is shown from files of this installation under a policy without foreign hosts', async () => {
    const app = await documented();
    const page = await app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.body).not.toMatch(/<script>|onload=/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('http');
    for (const [, file] of page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
      expect((await app.inject(`/docs/${file}`)).statusCode).toBe(200);
    }
    expect((await app.inject('/docs/static/swagger-initializer.js')).body).toContain('/api/openapi.json');
  });
});

describe('the console', () => {
  async function built(html: string, config: Partial<typeof httpDefaults> = {}) {
    const directory = mkdtempSync(join(tmpdir(), 'anmin-console-'));
    directories.push(directory);
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), html);
    writeFileSync(join(directory, 'assets', 'app-1a2b.js'), 'export {};');
    writeFileSync(join(directory, 'secret.txt'), 'not for the web');
    const listener = await create({ config: { ...httpDefaults, ...config } });
    serveConsole(listener.app, directory, 'zh');
    return listener.app;
  }
  const page = { accept: 'text/html,*/*' };

  it('gives the page a nonce of its own each time', async () => {
    const app = await built('<meta property="csp-nonce" nonce="__CSP_NONCE__">');
    const [one, two] = [
      await app.inject('/'),
      await app.inject({ url: '/certificates/17?tab=chain', headers: page }),
    ];
    const nonces = [one, two].map(({ body }) => /nonce="([^"]+)"/.exec(body)![1]!);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonces[0]}';`);
    expect(one.headers['content-security-policy']).toContain("script-src 'self';");
    expect(one.headers['cache-control']).toBe('no-store');
  });

  it('keeps assets for ever, and nothing else of the directory is served', async () => {
    const app = await built('<p>');
    const asset = await app.inject('/assets/app-1a2b.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const url of [
      '/secret.txt',
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/assets/gone.js',
    ]) {
      const { statusCode, body } = await app.inject(url);
      expect([statusCode, body.includes('not for the web')]).toEqual([404, false]);
    }
  });

  it('does not count against the limit of an address, which may be a whole office', async () => {
    const app = await built('<p>', { requestsPerMinute: 1 });
    const codes = [];
    for (const url of ['/assets/app-1a2b.js', '/assets/app-1a2b.js', '/', '/audit/events'])
      codes.push((await app.inject({ url, headers: page })).statusCode);
    expect(codes).toEqual([200, 200, 200, 200]);
  });

  it('does not answer a page where the API has nothing', async () => {
    const app = await built('<p>');
    const answer = await app.inject({ url: '/api/nothing', headers: page });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'common.not-found']);
  });
});

describe('server-sent events', () => {
  const streams = (limits: Parameters<typeof createStreams>[0] = {}) =>
    createStreams({ heartbeatMs: 20, ...limits });

  async function start(limits: Parameters<typeof createStreams>[0] = {}) {
    const made = streams(limits);
    const state = { allowed: true, sent: 0 };
    const listener = await create({ streams: made });
    listener.mount('/api/events', [
      route({
        method: 'GET',
        path: '',
        id: 'streamEvents',
        summary: 'x',
        access: { signedIn: true },
        output: { 200: Bytes('text/event-stream') },
        handle: async ({ actor }) => {
          const stream = made.open({ key: actor.sessionId, stillAllowed: async () => state.allowed });
          stream.send({ event: 'a.b.c', data: { text: 'a\nb' } });
          return stream.body;
        },
      }),
    ]);
    const port = await listener.listen({ host: '127.0.0.1', port: 0 });
    const connect = () => fetch(`http://127.0.0.1:${port}/api/events`, { headers: { who: 'x' } });
    return { made, state, connect, listener };
  }

  it('arrive with their name, after heartbeats, and end with the session', async () => {
    const { made, state, connect } = await start();
    const answer = await connect();
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of answer.body!) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      if (text.includes(': \n\n')) state.allowed = false;
    }
    expect(text).toContain('event: a.b.c\ndata: {"text":"a\\nb"}\n\n');
    expect(made.size).toBe(0);
  });

  it('are bounded for each session', async () => {
    const { connect } = await start({ maxPerKey: 1 });
    const first = await connect();
    const second = await connect();
    expect([first.status, second.status]).toEqual([200, 503]);
    await first.body!.cancel();
    await second.body!.cancel();
  });

  it('drop a client that does not read', () => {
    const made = streams({ maxWaitingBytes: 1000 });
    const stream = made.open({ key: 'k', stillAllowed: async () => true });
    for (let i = 0; i < 10; i++) stream.send({ data: 'x'.repeat(200) });
    expect(stream.body.destroyed).toBe(true);
  });

  it('let the listener close', async () => {
    const { connect, listener } = await start();
    const answer = await connect();
    const ended = answer.text();
    open.splice(open.indexOf(listener), 1);
    await listener.close();
    expect(await ended).toContain('retry: 3000');
  });
});

describe('/collect', () => {
  async function start() {
    const metrics = createMetrics();
    const listener = await create();
    listener.mount('', collectRoutes(log, metrics, { maxBytes: 128 * 1024, ratePerMinute: 60 }));
    const post = (payload: Buffer | string, headers: Record<string, string> = {}) =>
      listener.app.inject({
        method: 'POST',
        url: '/collect',
        payload,
        headers: { 'content-type': 'application/json', ...headers },
      });
    return { metrics, post };
  }
  const gzip = { 'content-encoding': 'gzip' };
  const body = {
    meta: { page: { url: 'https://here/certificates' }, browser: { name: 'Chrome' } },
    exceptions: [
      {
        type: 'TypeError',
        value: 'x is \u001b[31mundefined',
        stacktrace: { frames: [{ filename: 'app.js', lineno: 3 }] },
      },
    ],
    measurements: [{ type: 'web-vitals', values: { lcp: 800 } }],
  };

  it('takes what Faro sends, plain or gzip, logs errors without control characters, and counts', async () => {
    const { metrics, post } = await start();
    expect((await post(JSON.stringify(body))).statusCode).toBe(202);
    expect((await post(gzipSync(JSON.stringify(body)), gzip)).statusCode).toBe(202);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      text: 'browser exception',
      fields: {
        type: 'TypeError',
        value: 'x is  [31mundefined',
        page: 'https://here/certificates',
        at: 'app.js 3',
      },
    });
    const text = await metrics.registry.metrics();
    expect(text).toContain('anmin_browser_signals_total{kind="exception"} 2');
    expect(text).toContain('anmin_browser_signals_total{kind="measurement"} 2');
  });

  it('refuses a bomb, a large body, broken gzip, other encodings and what is no object', async () => {
    const { post } = await start();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(128 * 1024);
    const codes = [
      await post(bomb, gzip),
      await post(Buffer.alloc(129 * 1024, 0x20)),
      await post(Buffer.from('not gzip'), gzip),
      await post(Buffer.from('x'), { 'content-encoding': 'br' }),
      await post('[]'),
      await post('{'),
    ].map((answer) => answer.json().code);
    expect(codes).toEqual([
      'http.body-too-large',
      'http.body-too-large',
      'http.bad-encoding',
      'http.media-type',
      'http.bad-json',
      'http.bad-json',
    ]);
    expect(lines).toEqual([]);
  });

  it('bounds what one body may write', async () => {
    const { metrics, post } = await start();
    await post(JSON.stringify({ exceptions: Array(300).fill({ type: 'E', value: 'v'.repeat(200) }) }));
    expect(lines).toHaveLength(20);
    expect(await metrics.registry.metrics()).toContain('kind="exception"} 300');
  });

  it('answers 429 with Retry-After when flooded', async () => {
    const { post } = await start();
    let last = await post('{}');
    for (let i = 0; i < 60; i++) last = await post('{}');
    expect(last.statusCode).toBe(429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('/metrics', () => {
  async function start() {
    const metrics = createMetrics();
    const listener = await create({ observe: metrics.observe });
    listener.mount('', metrics.routes);
    const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
      listener.app.inject({ url: '/metrics', remoteAddress, headers });
    return ask;
  }

  it('has the figures of the process and of requests, by route', async () => {
    const ask = await start();
    await ask('127.0.0.1');
    const { body, headers } = await ask('127.0.0.1');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('anmin_process_cpu_seconds_total');
    expect(body).toContain('anmin_http_request_seconds_count{method="GET",route="/metrics",status="2xx"} 1');
  });

  it('answers this machine, or a person with the permission', async () => {
    const ask = await start();
    const status = async (...args: Parameters<typeof ask>) => (await ask(...args)).statusCode;
    expect(await status('::ffff:127.0.0.1')).toBe(200);
    expect(await status('::1')).toBe(200);
    expect(await status('192.0.2.1')).toBe(401);
    expect(await status('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).toBe(401);
    expect(await status('192.0.2.1', { who: 'other.thing.read' })).toBe(403);
    expect(await status('192.0.2.1', { who: 'platform.metrics.read' })).toBe(200);
  });
});
