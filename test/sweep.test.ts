import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { type World, world } from '#platform/access/testing.ts';
import {
  collectOpenApi,
  createListener,
  httpDefaults,
  type Listener,
  openApiRoute,
  type Route,
  route,
  serveDocs,
} from '#platform/http/index.ts';
import type { PersonActor } from '#platform/kernel/actor.ts';
import { sweep } from './sweep.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const open: (Listener | World)[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A person for the header `who`, which carries the permissions. */
async function serve(routes: readonly Route[], asked?: string[]) {
  const listener = await createListener({
    log: silent,
    config: httpDefaults,
    sessions: async ({ headers }): Promise<PersonActor | undefined> => {
      if (typeof headers.who !== 'string') return undefined;
      asked?.push(headers.who);
      const permissions = new Set(headers.who.split(','));
      return { kind: 'person', accountId: 'a', sessionId: 's', name: 'x', method: 'password', permissions };
    },
  });
  open.push(listener);
  await collectOpenApi(listener.app, '1.0.0');
  listener.mount('/api/access', routes);
  listener.mount('', [openApiRoute(listener.app)]);
  await serveDocs(listener.app);
  await listener.app.ready();
  return listener.app;
}

const sessionWith = async (permissions: readonly string[]) => ({ who: permissions.join(',') });

const publicOperations = {
  getOpenApi: 'the shape of the API is no secret',
  getSetupState: 'the first page has to know what to show',
  completeSetup: 'the one-time link is the proof',
  signInWithPassword: 'whoever signs in is not signed in yet',
};

describe('the sweep', () => {
  it('passes over the whole of access', async () => {
    const w = await world();
    open.push(w);
    const app = await serve(w.access.routes);
    const result = await sweep(app, app.swagger(), { publicOperations, sessionWith });
    expect(result.faults).toEqual([]);
    expect(result.operations).toBe(w.access.routes.length + 1);
    expect(result.guarded).toBe(w.access.routes.filter(({ access }) => typeof access === 'string').length);
  });

  const read = route({
    method: 'GET',
    path: '/things/:id',
    id: 'getThing',
    summary: 'x',
    access: 'things.all.read',
    output: { 200: Type.Object({}) },
    handle: async () => ({}),
  });

  it('asks with every permission but the one', async () => {
    const asked: string[] = [];
    const write = { ...read, method: 'PUT', id: 'putThing', access: 'things.all.write' } as Route;
    const app = await serve([read, write], asked);
    await sweep(app, app.swagger(), { publicOperations: {}, sessionWith });
    expect(asked.sort()).toEqual(['things.all.read', 'things.all.write']);
  });

  it('tells of a public operation that nobody listed, and of a listed one that is not public', async () => {
    const hole = { ...read, path: '/hole', id: 'openHole', access: { public: 'forgotten' } } as Route;
    const app = await serve([read, hole]);
    const listed = { getOpenApi: 'x', getThing: 'x', gone: 'x' };
    const { faults } = await sweep(app, app.swagger(), { publicOperations: listed, sessionWith });
    expect(faults).toEqual([
      'getThing GET /api/access/things/{id}: is listed as public but is not',
      'openHole GET /api/access/hole: is public but not in the list of public operations',
      'gone: is listed as public but there is no such operation',
    ]);
  });

  it('tells of an operation whose document promises more than it does', async () => {
    const app = await serve([read]);
    const document = structuredClone(app.swagger() as unknown) as {
      paths: Record<string, Record<string, object>>;
    };
    document.paths['/api/access/things/{id}']!.get = {
      operationId: 'getThing',
      'x-permission': 'things.all.other',
    };
    const { faults } = await sweep(app, document, {
      publicOperations: { getOpenApi: 'x' },
      sessionWith: async () => ({ who: 'things.all.read' }),
    });
    expect(faults).toEqual(['getThing GET /api/access/things/{id}: answers 200 without things.all.other']);
  });
});
