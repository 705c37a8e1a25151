import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appoint, type Composed, call, composed, setUp, signIn } from './composed.ts';

const everAfter = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

describe('who means harm to the audit', { timeout: 60_000 }, () => {
  let product: Composed;
  const who: Record<string, { cookie: string }> = {};

  const api = (
    name: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ) => call(product, who[name]!, method, `/api/audit/${path}`, body);

  async function find(name: string, query: string) {
    const { body } = await api(name, 'POST', 'events/search', { query, ...everAfter });
    return body.items as { fields: Record<string, Record<string, unknown>> }[];
  }

  beforeAll(async () => {
    product = await composed();
    await setUp(product);
    await appoint(product, { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] });
    await appoint(product, { loginName: 'keyuan', name: '王科员' });
    for (const name of ['system', 'security', 'audit', 'shenjiyuan', 'keyuan']) {
      who[name] = await signIn(product, name);
    }
  }, 120_000);
  afterAll(() => product?.close());

  it.each(['system', 'keyuan'])('reads no record, alert, case, export or report as %s', async (name) => {
    const paths = ['alerts', 'cases', 'dead-letters', 'exports', 'reports', 'rules', 'holds', 'searches'];
    for (const path of paths) expect((await api(name, 'GET', path)).status, path).toBe(403);
    expect((await api(name, 'POST', 'events/search', { query: '', ...everAfter })).status).toBe(403);
    expect((await api(name, 'POST', 'events/tail', { query: '' })).status).toBe(403);
  });

  it('cannot write a record that passes for one of Anmin', async () => {
    const at = new Date().toISOString();
    const forged = { source: 'anmin', sequence: 1, event: { actor: { kind: 'person' } } };
    const lines = [
      { '@timestamp': at, ecs: { version: '9' }, event: { action: 'audit.forged' }, anmin: forged },
      { '@timestamp': at, ecs: { version: '9' }, 'event.action': 'audit.forged', 'anmin.source': 'anmin' },
      { time: at, action: 'audit.forged', anmin: forged, 'anmin.source': 'anmin' },
    ].map((fields) => JSON.stringify({ ...fields, message: 'weizao' }));
    const receivedAt = Date.now();
    await product.system.audit.take(
      lines.map((line) => ({ source: 'biz', raw: Buffer.from(line), eventTime: receivedAt, receivedAt })),
    );
    const found = await vi.waitFor(
      async () => {
        const items = await find('shenjiyuan', 'weizao and anmin.source:biz');
        expect(items).toHaveLength(lines.length);
        return items;
      },
      { timeout: 20_000, interval: 200 },
    );
    for (const { fields } of found) expect(fields.anmin).not.toHaveProperty('event');
    expect(
      await find('shenjiyuan', 'weizao and anmin.source:anmin and not event.action:audit.events.*'),
    ).toEqual([]);
    expect(await find('security', 'event.action:audit.forged')).toEqual([]);
  });

  it.each([
    '../anmin.db',
    '..%2f..%2fanmin.db',
    'head',
    'key',
    'lock',
    'witness',
    'tile/entries/000',
    'tile/0/..%2f..%2fhead',
    'checkpoint%00',
  ])('gets nothing from the public files of the log but hashes: %s', async (path) => {
    const { status } = await call(product, {}, 'GET', `/api/audit/log/${path}`);
    expect([400, 404]).toContain(status);
  });

  it('loses sight with the role, in the session that is open', async () => {
    const id = await appoint(product, { loginName: 'duanqi', name: '李短期', roles: ['audit-officer'] });
    who.duanqi = await signIn(product, 'duanqi');
    expect((await api('duanqi', 'POST', 'events/tail', { query: '' })).status).toBe(200);
    await call(product, who.security!, 'PUT', `/api/access/accounts/${id}/roles`, {
      roles: [],
      reason: '任期结束',
    });
    expect((await api('duanqi', 'POST', 'events/tail', { query: '' })).status).toBe(403);
    expect((await api('duanqi', 'GET', 'exports')).status).toBe(403);
  });
});
