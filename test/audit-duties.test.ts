import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { commandLinePermissions } from '../app/compose.ts';
import { makeKeyAndRequest } from '../audit/agent/identity/signing-request.ts';
import { openAuditOffice } from './audit-office.ts';
import { appoint, call, signIn } from './composed.ts';

const { product, officer, audit, security, api, lately, followed, recorded, take } = await openAuditOffice();

const protection = '9b01939c-241f-5aed-bf66-9f602cbabbf0';

describe('no one person undoes what the audit protects', { timeout: 60_000 }, () => {
  afterAll(() => product.close());

  describe('times', () => {
    const leap = '1990-12-31T23:59:60Z';
    const inShanghai = (ms: number) =>
      new Date(Date.now() + ms + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

    it.each([
      ['holds', () => audit, { title: '保全', reason: '调查', keepFrom: leap }],
      ['exceptions', () => security, { query: 'user.name:x', reason: '维护', expiresAt: leap }],
      ['exports', () => officer, { title: '证据', reason: '年度检查', query: '', from: leap, to: leap }],
      ['events/search', () => officer, { query: '', from: leap, to: leap }],
      [`rules/${protection}/try`, () => officer, { from: leap, to: leap }],
    ])('that no clock shows are refused by %s', async (path, who, body) => {
      const answer = await api(who(), 'POST', path, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'audit.time-unreadable' } });
    });

    it('that no clock shows are refused by the list of alerts', async () => {
      expect((await api(officer, 'GET', `alerts?from=${leap}`)).body.code).toBe('audit.time-unreadable');
    });

    it('are kept in UTC', async () => {
      const keepFrom = inShanghai(-3_600_000);
      const hold = { title: '东八区', reason: '调查', keepFrom };
      const { body: placed } = await api(audit, 'POST', 'holds', hold);
      const { body: holds } = await api(audit, 'GET', 'holds');
      expect(holds.items.find(({ id }: { id: string }) => id === placed.id).keepFrom).toBe(
        new Date(keepFrom).toISOString(),
      );
      const expiresAt = inShanghai(3_600_000);
      const exception = { query: 'user.name:x', reason: '维护', expiresAt };
      expect((await api(security, 'POST', 'exceptions', exception)).status).toBe(201);
      const { body } = await api(security, 'GET', 'exceptions');
      expect(body.items[0].expiresAt).toBe(new Date(expiresAt).toISOString());
    });
  });

  it('who reads by watching is on record, once for what goes on', async () => {
    const tails = async (least: number) =>
      (await recorded('audit.events.searched', least)).filter(
        ({ subject }: { subject: { id: string } }) => subject.id === 'tail',
      );
    const query = 'event.action:*';
    const watch = (after: number) => api(officer, 'POST', 'events/tail', { query, after, limit: 200 });
    const { body } = await watch(-1);
    expect(body.items.length).toBeGreaterThan(0);
    const again = await watch(body.last);
    await watch(again.body.last);
    await api(security, 'POST', 'events/tail', { query, after: again.body.last });
    await watch(3);
    await api(officer, 'GET', `events/${body.items[0].id}`);
    await recorded('audit.event.viewed');
    expect(await tails(3)).toHaveLength(3);
    expect((await tails(3)).map(({ data }: { data: { after: number } }) => data.after)).toEqual([
      3,
      again.body.last,
      -1,
    ]);
  });

  it('records leave unmasked only by who may see them unmasked; cancelling is on record', async () => {
    const wanted = { title: '证据', query: 'event.action:access.*', reason: '年度检查', ...lately() };
    expect((await api(audit, 'POST', 'exports', wanted)).status).toBe(403);
    const { body: made } = await api(officer, 'POST', 'exports', wanted);
    await expect
      .poll(async () => (await api(audit, 'GET', `exports/${made.id}`)).body.state, { timeout: 20_000 })
      .toBe('done');
    expect((await api(audit, 'GET', `exports/${made.id}/file`)).status).toBe(403);
    const url = `/api/audit/exports/${made.id}/file`;
    const file = await product.server.main.app.inject({ method: 'GET', url, headers: officer });
    expect(file.statusCode).toBe(200);

    await appoint(product, { loginName: 'lingyi', name: '吴另一', roles: ['audit-officer'] });
    const other = await signIn(product, 'lingyi');
    const { body: second } = await api(officer, 'POST', 'exports', wanted);
    expect((await api(other, 'POST', `exports/${second.id}/cancel`)).status).toBe(403);
    const { body: third } = await api(officer, 'POST', 'exports', wanted);
    expect((await api(audit, 'POST', `exports/${third.id}/cancel`)).status).toBe(204);
    expect(await recorded('audit.export.cancelled')).toMatchObject([{ subject: { id: third.id } }]);
  });

  it('the command line exports as one who may see records unmasked, and it is on record', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'anmin-export-'));
    const out = join(folder, 'case.jsonl');
    const run = (permissions: readonly string[]) =>
      product.system.commands.get('audit export')!.run({
        actor: systemActor('cli:root', permissions),
        args: ['--out', out, '--reason', '协助调查', '--query', 'event.action:access.*'],
        json: true,
        stdin: process.stdin,
        out: () => {},
        err: () => {},
      });
    try {
      await expect(run(['audit.events.export'])).rejects.toMatchObject({ code: 'common.forbidden' });
      expect(existsSync(out)).toBe(false);
      expect(await run(commandLinePermissions)).toBe(0);
      expect(readFileSync(out, 'utf8')).toContain('周卫国');
      const taken = await recorded('audit.export.taken');
      expect(taken.some(({ actor }: { actor: { kind: string } }) => actor.kind === 'system')).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('an agent whose sender was removed does not come back with what it has', async () => {
    const source = { id: 'db-1', title: '业务库', class: 'database', kind: 'agent' };
    expect((await api(security, 'POST', 'sources', source)).status).toBe(201);
    const invite = async () =>
      (await api(security, 'POST', 'sources/db-1/enrolments', { label: '一号机' })).body.token;
    const { request } = makeKeyAndRequest('one');
    const enrol = (token: string) =>
      call(product, {}, 'POST', '/api/audit/agents/enrol', { token, request, name: 'one' });
    const senders = async () => (await api(security, 'GET', 'sources/db-1')).body.senders;
    const token = await invite();
    expect((await enrol(token)).status).toBe(200);
    expect((await enrol(token)).status).toBe(200);
    const [sender] = await senders();
    expect((await api(security, 'DELETE', `sources/db-1/senders/${sender.id}`)).status).toBe(204);
    expect((await enrol(token)).body.code).toBe('audit.enrolment-refused');
    expect(await senders()).toEqual([]);
    // Who is invited again comes back.
    expect((await enrol(await invite())).status).toBe(200);
    expect(await senders()).toHaveLength(1);
  });

  it('evidence of a case is an event that exists', async () => {
    const { body: opened } = await api(officer, 'POST', 'cases', { title: '证据', alertIds: [] });
    const add = (eventId: string) =>
      api(officer, 'POST', `cases/${opened.id}/entries`, { text: '见记录', eventId });
    expect((await add('<script>')).status).toBe(400);
    expect((await add('20261122-00000fffffff')).body.code).toBe('audit.event-unknown');
    const query = 'event.action:access.*';
    const { body } = await api(officer, 'POST', 'events/search', { query, ...lately() });
    expect((await add(body.items[0].id)).status).toBe(204);
  });

  describe('a search that is kept', () => {
    const phone = '13812345678';
    const saved = { name: `${phone} 的操作`, query: `"${phone}"`, range: '7d', shared: true };
    type Kept = { id: string; name: string; query: string; shown: string };
    const keep = async (as: { cookie: string }, search: object): Promise<string> =>
      (await api(as, 'POST', 'searches', search)).body.id;
    const seen = async (as: { cookie: string }, id: string): Promise<Kept> =>
      (await api(as, 'GET', 'searches')).body.find((row: Kept) => row.id === id);
    const search = (as: { cookie: string }, query: string) =>
      api(as, 'POST', 'events/search', { query, ...lately() });
    let kept: string;

    beforeAll(async () => {
      await take('web1', [`来电 ${phone} 查询低保`, '来电 13912345678 查询低保']);
      await followed(0);
      kept = await keep(officer, saved);
    });

    it('is on record; what others read of it is masked', async () => {
      expect(await seen(officer, kept)).toMatchObject(saved);
      for (const who of [security, audit]) {
        const row = await seen(who, kept);
        expect(row).toMatchObject({ name: '138****5678 的操作', shown: '"138****5678"' });
        expect(JSON.stringify(row)).not.toContain(phone);
      }
      expect(await recorded('audit.search.saved')).toMatchObject([
        { subject: { id: kept }, data: { query: '"138****5678"', shared: true } },
      ]);
    });

    it('is run by colleagues who do not see what it says; what it said is on record', async () => {
      const { query } = await seen(audit, kept);
      const { body } = await search(audit, `(${query}) and anmin.source:web1`);
      expect(body.items).toHaveLength(1);
      expect(body.items[0].fields.message).toBe('来电 138****5678 查询低保');
      expect(JSON.stringify(body)).not.toContain(phone);
      const watched = await api(audit, 'POST', 'events/tail', { query, after: -1, limit: 200 });
      expect(watched.body.items.length).toBeGreaterThan(0);
      const looks = await recorded('audit.events.searched', 2);
      expect(looks.map(({ data }: { data: object }) => data)).toContainEqual(
        expect.objectContaining({
          query: `(${query}) and anmin.source:web1`,
          meant: '(("138****5678")) and anmin.source:web1',
        }),
      );
      // Everybody within the own sight, as in any search.
      expect((await search(security, `${query} anmin.source:web1`)).body.items).toEqual([]);
    });

    it('goes on in a search of a colleague, and into an export that outlives it', async () => {
      await appoint(product, { loginName: 'tongshi', name: '孙同事', roles: ['audit-officer'] });
      const colleague = await signIn(product, 'tongshi');
      const query = `${(await seen(colleague, kept)).query} and anmin.source:web1`;
      const own = await keep(colleague, { name: '来电', query, range: '7d', shared: true });
      expect(await seen(colleague, own)).toMatchObject({ query, shown: query });
      expect((await search(officer, (await seen(officer, own)).query)).body.items).toHaveLength(1);
      const wanted = { title: '来电', query: `anmin.search:${own}`, reason: '信访件核查', ...lately() };
      const { body: made } = await api(colleague, 'POST', 'exports', wanted);
      expect(made.query).toContain('138****5678');

      expect((await api(officer, 'DELETE', `searches/${kept}`)).status).toBe(204);
      expect(await recorded('audit.search.removed')).toMatchObject([{ subject: { id: kept } }]);
      expect((await search(colleague, query)).body.code).toBe('audit.saved-search-gone');
      await expect
        .poll(async () => (await api(colleague, 'GET', `exports/${made.id}`)).body, { timeout: 20_000 })
        .toMatchObject({ state: 'done', records: 1 });
    });

    it('that is not shared is nobody else’s; a pile of them is refused, and one in an exception', async () => {
      const own = await keep(officer, { ...saved, shared: false });
      expect((await search(officer, `anmin.search:${own}`)).status).toBe(200);
      expect((await search(audit, `anmin.search:${own}`)).body.code).toBe('audit.saved-search-gone');
      const all = Array.from({ length: 17 }, () => `anmin.search:${own}`).join(' or ');
      expect((await search(officer, all)).body.code).toBe('audit.saved-search-nested');
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const exception = { query: `anmin.search:${own}`, reason: '维护', expiresAt };
      expect((await api(security, 'POST', 'exceptions', exception)).body.code).toBe('audit.exception-saved');
    });
  });

  it('the source of Anmin itself cannot be made', async () => {
    const source = { id: 'anmin-2', title: '冒名', class: 'business', kind: 'own' };
    const { body } = await api(security, 'POST', 'sources', source);
    expect(body).toMatchObject({ code: 'audit.source-field', details: { field: 'kind' } });
  });

  describe('alarms about the security administrator', () => {
    const alertAbout = (state: string) =>
      vi.waitFor(
        async () => {
          const { body } = await api(officer, 'GET', `alerts?ruleId=${protection}&state=${state}`);
          expect(body.items).toHaveLength(1);
          return body.items[0];
        },
        { timeout: 20_000, interval: 200 },
      );

    it('cannot be switched off', async () => {
      const off = { enabled: false, reason: '误报多' };
      const answer = await api(security, 'POST', `rules/${protection}/switch`, off);
      expect(answer).toMatchObject({ status: 403, body: { code: 'audit.rule-protected' } });
      const { body } = await api(security, 'GET', 'rules');
      expect(body.items.find(({ id }: { id: string }) => id === protection).enabled).toBe(true);
    });

    it('cannot be held back, and an exception raises one that he does not decide', async () => {
      const expiresAt = new Date(Date.now() + 300 * 86_400_000).toISOString();
      const own = { ruleId: protection, query: '*', reason: '误报多', expiresAt };
      expect((await api(security, 'POST', 'exceptions', own)).body.code).toBe('audit.rule-protected');
      const all = { query: '*', reason: '误报多', expiresAt };
      expect((await api(security, 'POST', 'exceptions', all)).status).toBe(201);
      const alert = await alertAbout('open');
      const decision = { verdict: 'benign', comment: '本人操作' };
      const refused = await api(security, 'POST', `alerts/${alert.id}/close`, decision);
      expect(refused).toMatchObject({ status: 403, body: { code: 'audit.alert-own' } });
      const { body: opened } = await api(security, 'POST', 'cases', { title: '本人', alertIds: [alert.id] });
      const { body: other } = await api(officer, 'POST', 'cases', { title: '移交', alertIds: [] });
      const moved = await api(officer, 'POST', `cases/${other.id}/alerts`, { alertId: alert.id });
      expect(moved.status).toBe(204);
      const story = async (id: string) => (await api(officer, 'GET', `cases/${id}`)).body.entries;
      expect((await story(opened.id)).at(-1)).toMatchObject({ kind: 'alert-removed', by: '何清源' });
      expect((await story(opened.id)).at(-1).text).toContain(other.number);
      expect((await story(other.id)).at(-1).text).toContain(opened.number);
      expect(await recorded('audit.case.alert-removed')).toMatchObject([
        { subject: { id: opened.id }, data: { alertId: alert.id, to: other.id } },
      ]);
      await api(officer, 'POST', `cases/${opened.id}/alerts`, { alertId: alert.id });
      const closing = { verdict: 'benign', text: '本人操作' };
      expect((await api(security, 'POST', `cases/${opened.id}/close`, closing)).body.code).toBe(
        'audit.alert-own',
      );
      expect((await api(officer, 'POST', `alerts/${alert.id}/close`, decision)).status).toBe(200);
    });
  });
});
