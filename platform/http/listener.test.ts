import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '../kernel/actor.ts';
import {
  Bytes,
  Closed,
  createListener,
  httpDefaults,
  type Listener,
  Nothing,
  type Route,
  route,
  Text,
} from './index.ts';

const logged: { level: string; fields: object; text: string }[] = [];
const at = (level: string) => (fields: object, text: string) => void logged.push({ level, fields, text });
const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };

const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
  logged.length = 0;
});

function person(...permissions: string[]): PersonActor {
  const ids = { accountId: 'a', sessionId: 's', name: '王芳' };
  return { kind: 'person', ...ids, method: 'password', permissions: new Set(permissions) };
}

/** Sessions of these tests: the header `who` carries the permissions. */
async function start(routes: readonly Route[], config: Partial<typeof httpDefaults> = {}): Promise<Listener> {
  const listener = await createListener({
    log,
    config: { ...httpDefaults, ...config },
    sessions: async (request) => {
      const who = request.headers.who;
      if (who === 'restricted') return { ...person(), restricted: true };
      return typeof who === 'string' ? person(...who.split(',')) : undefined;
    },
  });
  open.push(listener);
  listener.mount('/api/things', routes);
  return listener;
}

const things: Route[] = [
  route({
    method: 'GET',
    path: '/:kind',
    id: 'listThings',
    summary: 'things',
    access: 'things.all.read',
    input: {
      params: Closed({ kind: Text(20) }),
      query: Closed({ page: Type.Integer({ minimum: 1, default: 1 }), wide: Type.Optional(Type.Boolean()) }),
    },
    output: { 200: Type.Object({ page: Type.Integer(), wide: Type.Optional(Type.Boolean()) }) },
    handle: async ({ query }) => ({ ...query, secret: 'must not leave' }),
  }),
  route({
    method: 'POST',
    path: '/',
    id: 'createThing',
    summary: 'thing',
    access: { signedIn: true },
    input: { body: Type.Object({ name: Text(5), count: Type.Optional(Type.Integer()) }) },
    output: { 201: Type.Object({ by: Type.String() }) },
    handle: async ({ actor }) => ({ by: actor.name }),
  }),
  route({
    method: 'POST',
    path: '/bytes',
    id: 'echoBytes',
    summary: 'bytes',
    access: { public: 'a test' },
    raw: ['application/octet-stream'],
    output: { 200: Bytes('application/octet-stream') },
    handle: async ({ bytes }) => bytes,
  }),
  route({
    method: 'DELETE',
    path: '/:kind',
    id: 'deleteThings',
    summary: 'gone',
    access: { public: 'a test' },
    limit: { max: 2, windowMs: 60_000 },
    input: { params: Closed({ kind: Text(20) }) },
    output: { 204: Nothing },
    handle: async () => undefined,
  }),
  route({
    method: 'GET',
    path: '/broken/now',
    id: 'breakNow',
    summary: 'breaks',
    access: { public: 'a test' },
    output: { 200: Type.Object({}) },
    handle: async () => {
      throw new Error('password=hunter2 at 10.0.0.1');
    },
  }),
];

describe('access', () => {
  it('answers 401 to nobody, 403 without the permission, and lets its holder in', async () => {
    const { app } = await start(things);
    const ask = (who?: string) => app.inject({ url: '/api/things/x', headers: who ? { who } : {} });
    expect((await ask()).statusCode).toBe(401);
    const refused = await ask('other.thing.read');
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({
      code: 'common.forbidden',
      details: { permission: 'things.all.read' },
    });
    expect((await ask('things.all.read')).statusCode).toBe(200);
  });

  it('lets those who have to finish their sign-in look, and change only what serves that', async () => {
    const own = {
      ...things[1]!,
      path: '/own',
      id: 'own',
      access: { signedIn: true, unfinished: true },
    } as Route;
    const look = {
      ...own,
      method: 'GET',
      path: '/look',
      id: 'look',
      access: { signedIn: true },
      input: {},
    } as Route;
    const { app } = await start([...things, own, look]);
    const ask = async (method: 'GET' | 'POST', url: string) =>
      (
        await app.inject({
          method,
          url: `/api/things${url}`,
          headers: { who: 'restricted' },
          ...(method === 'POST' && { payload: { name: 'x' } }),
        })
      ).json();
    expect((await ask('POST', '')).code).toBe('common.sign-in-unfinished');
    expect(await ask('POST', '/own')).toHaveProperty('by');
    expect(await ask('GET', '/look')).toHaveProperty('by');
  });

  it('refuses the caller before it reads the body', async () => {
    const { app } = await start(things);
    const payload = '{ not json';
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/api/things', payload, headers });
    expect(answer.statusCode).toBe(401);
  });

  it('stops the boot for a route without access, of a plugin too', async () => {
    const { app } = await start([]);
    app.register(async (scope) => {
      scope.get('/sneaky', { schema: { response: { 200: Type.Object({}) } } }, async () => ({}));
    });
    await expect(app.ready()).rejects.toThrow('GET /sneaky: no access rule');
  });

  it('stops the boot for a route without response schema', async () => {
    const { app } = await start([]);
    app.get('/loose', { config: { access: { signedIn: true } } }, async () => ({}));
    await expect(app.ready()).rejects.toThrow('GET /loose: no response schema');
  });

  it('stops the boot for unbounded input and lists every place', async () => {
    const body = Type.Object({
      name: Type.String(),
      tags: Type.Array(Text(3)),
      more: Type.Record(Text(3), Text(3)),
    });
    const { app } = await start([{ ...things[1]!, input: { body } } as Route]);
    const failed = await app.ready().then(() => '', String);
    expect(failed).toContain('body.name: string without maxLength');
    expect(failed).toContain('body.tags: array without maxItems');
    expect(failed).toContain('body.more: open object without maxProperties');
  });
});

describe('input and output', () => {
  const signedIn = { who: 'things.all.read', 'content-type': 'application/json' };
  const post = (listener: Listener, payload: unknown, headers: Record<string, string> = {}) =>
    listener.app.inject({
      method: 'POST',
      url: '/api/things',
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      headers: { ...signedIn, ...headers },
    });

  it('answers the first 2xx of the output', async () => {
    const answer = await post(await start(things), { name: '印章' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ by: '王芳' });
  });

  it.each([
    ['an unknown member', { name: 'a', admin: true }, 'admin'],
    ['a long text', { name: 'abcdef' }, 'name'],
    ['a number as text', { name: 'a', count: '1' }, 'count'],
    ['a missing member', {}, 'name'],
  ])('refuses %s and names the field', async (_what, body, field) => {
    const answer = await post(await start(things), body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'common.invalid', details: { field } });
  });

  it('says it in the language of the cookie, else of Accept-Language, else of the configuration', async () => {
    const listener = await start(things);
    const text = async (headers: Record<string, string>) =>
      (await post(listener, {}, headers)).json().message;
    expect(await text({})).toContain('必须填写');
    expect(await text({ 'accept-language': 'fr, en;q=0.8, zh;q=0.5' })).toContain('is required');
    expect(await text({ 'accept-language': 'en', cookie: 'anmin-language=zh' })).toContain('必须填写');
  });

  it('converts the query only, fills defaults and drops what the response schema does not name', async () => {
    const { app } = await start(things);
    const ask = (query: string) => app.inject({ url: `/api/things/x?${query}`, headers: signedIn });
    expect((await ask('')).json()).toEqual({ page: 1 });
    expect((await ask('page=3&wide=true')).json()).toEqual({ page: 3, wide: true });
    expect((await ask('page=3x')).statusCode).toBe(400);
    expect((await ask('page=1&other=2')).statusCode).toBe(400);
  });

  it('hands bytes through and refuses other media types', async () => {
    const { app } = await start(things);
    const bytes = (type: string) =>
      app.inject({
        method: 'POST',
        url: '/api/things/bytes',
        payload: Buffer.from([0, 255, 1]),
        headers: { 'content-type': type },
      });
    expect((await bytes('application/octet-stream')).rawPayload).toEqual(Buffer.from([0, 255, 1]));
    expect((await bytes('application/json')).statusCode).toBe(415);
  });

  it('refuses bad JSON, large bodies and long addresses', async () => {
    const listener = await start(things, { bodyLimit: 100 });
    expect((await post(listener, '{"name":')).json().code).toBe('http.bad-json');
    expect((await post(listener, { name: 'x'.repeat(200) })).json().code).toBe('http.body-too-large');
    const far = await listener.app.inject({ url: `/api/things/x?page=${'1'.repeat(9000)}` });
    expect(far.statusCode).toBe(414);
  });
});

describe('failures', () => {
  it('hides an unknown fault behind its number and logs it', async () => {
    const { app } = await start(things);
    const answer = await app.inject({ url: '/api/things/broken/now' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('hunter2');
    const { code, details } = answer.json();
    expect(code).toBe('common.internal');
    expect(details.requestId).toBe(answer.headers['x-request-id']);
    const line = logged.find(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({ requestId: details.requestId, err: { message: /hunter2/ } });
  });

  it('answers an unknown address in the same form', async () => {
    const { app } = await start(things);
    const answer = await app.inject({ url: '/nothing' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().code).toBe('common.not-found');
  });
});

describe('browsers', () => {
  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['another port of ours', { origin: 'http://localhost:8080' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site fetch', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a change asked for by %s', async (_what, headers) => {
    const { app } = await start(things);
    const answer = await app.inject({ method: 'DELETE', url: '/api/things/x', headers: { ...headers } });
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('http.cross-site');
  });

  it('takes a change from our own page', async () => {
    const { app } = await start(things);
    const headers = { host: 'here:1', origin: 'http://here:1', 'sec-fetch-site': 'same-origin' };
    expect((await app.inject({ method: 'DELETE', url: '/api/things/x', headers })).statusCode).toBe(204);
  });

  it('sends the strict policy, no-store and no word of the server', async () => {
    const { app } = await start(things);
    const { headers } = await app.inject({ url: '/api/things/x' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('floods', () => {
  it('limits one route by its own rule, with Retry-After', async () => {
    const { app } = await start(things);
    const once = () => app.inject({ method: 'DELETE', url: '/api/things/x' });
    expect([(await once()).statusCode, (await once()).statusCode]).toEqual([204, 204]);
    const refused = await once();
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json().code).toBe('http.rate-limited');
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('does not limit a route that names a reason', async () => {
    const limit = { unlimited: 'machines ask' };
    const { app } = await start([{ ...things[3]!, limit }], { requestsPerMinute: 1 });
    const once = async () => (await app.inject({ method: 'DELETE', url: '/api/things/x' })).statusCode;
    expect([await once(), await once(), await once()]).toEqual([204, 204, 204]);
  });

  it('limits everything of one address, unknown addresses included', async () => {
    const { app } = await start(things, { requestsPerMinute: 3 });
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push((await app.inject({ url: `/nothing${i}` })).statusCode);
    expect(codes).toEqual([404, 404, 404, 429, 429]);
  });

  it('believes X-Forwarded-For only from a proxy that is configured', async () => {
    const ask = async (listener: Listener) => {
      for (let i = 0; i < 4; i++) {
        const headers = { 'x-forwarded-for': `192.0.2.${i}` };
        const { statusCode } = await listener.app.inject({ url: '/healthz', headers });
        if (statusCode === 429) return 'limited';
      }
      return 'free';
    };
    expect(await ask(await start([], { requestsPerMinute: 2 }))).toBe('limited');
    expect(await ask(await start([], { requestsPerMinute: 2, trustedProxies: ['127.0.0.1'] }))).toBe('free');
  });
});
