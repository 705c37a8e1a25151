import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAuditOffice } from './audit-office.ts';
import { call, signIn } from './composed.ts';

const { product, officer, audit, security, api, lately, followed, recorded, take } = await openAuditOffice();

const phone = '13812345678';
const shown = '138****5678';

/** What the API says, as one text: to see that something stands nowhere in it. */
const textOf = (body: unknown): string => JSON.stringify(body);

describe('personal data are shown masked wherever people look', { timeout: 60_000 }, () => {
  afterAll(() => product.close());

  describe('an alert about a person', () => {
    let id: string;

    beforeAll(async () => {
      const sudo = (user: string) =>
        `<85>Nov 22 10:00:00 web1 sudo:  ${user} : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/usr/bin/id`;
      await take('web1', [sudo('deploy'), sudo(phone)]);
      id = await vi.waitFor(
        async () => {
          const { body } = await api(security, 'GET', 'alerts?page=1&pageSize=50');
          return body.items.find(({ host }: { host: string }) => host === 'web1').id;
        },
        { timeout: 30_000, interval: 200 },
      );
    }, 60_000);

    it.each([
      { who: 'security administrator', as: () => security },
      { who: 'audit administrator', as: () => audit },
      { who: 'officer', as: () => officer },
    ])('is masked for the $who, in the list and by itself', async ({ as }) => {
      const list = await api(as(), 'GET', 'alerts?page=1&pageSize=50');
      expect(textOf(list.body)).toContain(shown);
      expect(textOf(list.body)).not.toContain(phone);
      const { body } = await api(as(), 'GET', `alerts/${id}`);
      expect(body).toMatchObject({ masked: true, alert: { user: shown, host: 'web1' } });
    });

    it('is found in the list by what is shown, not by a piece of what is masked', async () => {
      const found = async (as: typeof officer, q: string) => {
        const { body } = await api(as, 'GET', `alerts?page=1&pageSize=10&q=${encodeURIComponent(q)}`);
        expect(body.total).toBe(body.items.length);
        return body.items.some((alert: { id: string }) => alert.id === id);
      };
      const { body } = await api(security, 'GET', `alerts/${id}`);
      for (const who of [security, audit, officer]) {
        for (const piece of [shown, '138*', '5678', 'WEB1', body.alert.title, body.alert.ruleId])
          expect(await found(who, piece), piece).toBe(true);
        for (const piece of [phone, '81234', '1381', '45678', '138*1', '138%5678', 'web2'])
          expect(await found(who, piece), piece).toBe(false);
      }
      const second = await api(security, 'GET', `alerts?page=2&pageSize=1&q=${shown}`);
      expect(second.body).toMatchObject({ items: [], total: 1, page: 2, pageSize: 1 });
    });

    it('is shown as it is to an officer who says why, and that is on record', async () => {
      for (const who of [security, audit])
        expect((await api(who, 'POST', `alerts/${id}/unmask`, { reason: '核实告警对象' })).status).toBe(403);
      expect((await api(officer, 'POST', `alerts/${id}/unmask`, {})).status).toBe(400);
      const { status, body } = await api(officer, 'POST', `alerts/${id}/unmask`, { reason: '核实告警对象' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ masked: false, alert: { user: phone } });
      expect(await recorded('audit.alert.unmasked')).toMatchObject([
        { subject: { id }, data: { reason: '核实告警对象' } },
      ]);
    });

    it('is masked in the case that was made of it, and in the answer when it is closed', async () => {
      const opened = await api(officer, 'POST', 'cases', { title: `核查 ${phone}`, alertIds: [id] });
      const url = `cases/${opened.body.id}`;
      await api(officer, 'POST', `${url}/entries`, { text: `${phone} 以 root 执行了命令` });
      for (const path of ['cases?page=1&pageSize=10', url]) {
        const { body } = await api(audit, 'GET', path);
        expect(textOf(body)).toContain(shown);
        expect(textOf(body)).not.toContain(phone);
      }
      expect((await api(security, 'POST', `${url}/unmask`, { reason: '核实案情' })).status).toBe(403);
      const open = await api(officer, 'POST', `${url}/unmask`, { reason: '核实案情' });
      expect(open.body).toMatchObject({ masked: false, case: { title: `核查 ${phone}` } });
      expect(await recorded('audit.case.unmasked')).toMatchObject([{ data: { reason: '核实案情' } }]);

      const closed = await api(officer, 'POST', `alerts/${id}/close`, { verdict: 'benign', comment: phone });
      expect(closed.body).toMatchObject({ user: shown, comment: shown, state: 'closed' });
    });

    it('is taken for an exception by who does not see the person: others who look alike stay alerts', async () => {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const wanted = { same: ['user'], query: 'not host.name:web9', reason: `夜间值守 ${phone}`, expiresAt };
      const like = (as: typeof officer, body: object) => api(as, 'POST', `alerts/${id}/exceptions`, body);
      expect((await like(officer, wanted)).status).toBe(403);
      expect((await like(security, { ...wanted, same: ['address'] })).body).toMatchObject({
        code: 'audit.exception-side',
        message: '这条告警中没有可用的来源地址，请改用其他条件',
      });
      const copied = { ...wanted, same: [], query: `user.name:"${shown}"` };
      expect((await like(security, copied)).body.code).toBe('audit.exception-masked');
      const typed = { query: `用户:${shown}`, reason: '值守', expiresAt };
      expect((await api(security, 'POST', 'exceptions', typed)).body).toMatchObject({
        code: 'audit.exception-masked',
        details: { field: 'query', found: shown },
      });
      expect(
        (await like(security, { ...wanted, sameRule: false, same: [], query: undefined })).body.code,
      ).toBe('audit.exception-scope');

      const set = await like(security, wanted);
      expect(set.status).toBe(201);
      for (const who of [security, audit, officer]) {
        const list = await api(who, 'GET', 'exceptions?page=1&pageSize=10');
        expect(list.body.items[0]).toMatchObject({ id: set.body.id, reason: `夜间值守 ${shown}` });
        expect(list.body.items[0].query).toContain(`user.name:"${shown}"`);
        expect(textOf(list.body)).not.toContain(phone);
      }
      const sudo = (host: string, user: string) =>
        `<85>Nov 22 11:00:00 ${host} sudo:  ${user} : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/usr/bin/id`;
      const hosts = ['web7', 'web8', 'web9'] as const;
      const users = { web7: phone, web8: '13899995678', web9: phone };
      await take(
        'web1',
        hosts.flatMap((host) => [sudo(host, 'deploy'), sudo(host, users[host])]),
      );
      const stateOf = async (host: string) => {
        const { body } = await api(security, 'GET', `alerts?page=1&pageSize=10&q=${host}`);
        return body.items.map((alert: { user: string; state: string }) => [alert.user, alert.state]);
      };
      await expect.poll(() => stateOf('web7'), { timeout: 20_000 }).toEqual([[shown, 'suppressed']]);
      for (const host of ['web8', 'web9'])
        await expect.poll(() => stateOf(host), { timeout: 20_000 }).toEqual([[shown, 'open']]);
      expect(await recorded('audit.exception.created')).toMatchObject([{ data: { alertId: id } }]);
    });

    it('is masked in the list of exports that were asked for about the person', async () => {
      const asked = await api(officer, 'POST', 'exports', {
        title: `${phone} 的操作`,
        query: `user.name:${phone}`,
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date().toISOString(),
        reason: `信访件，来电 ${phone}`,
      });
      const own = await api(officer, 'GET', `exports/${asked.body.id}`);
      const list = await api(audit, 'GET', 'exports?page=1&pageSize=10');
      for (const { body } of [asked, own, list]) {
        expect(textOf(body)).toContain(shown);
        expect(textOf(body)).not.toContain(phone);
      }
    });
  });

  describe('a refused record', () => {
    const raw = `${phone} 申领低保 ${'甲'.repeat(1400)}`;
    let id: string;

    beforeAll(async () => {
      const letter = { stage: 'collect', reason: 'cut', receivedAt: Date.now() } as const;
      const { deadLetters } = product.system.audit.service;
      await deadLetters.add([
        { ...letter, source: 'web1', raw: Buffer.from(raw), bytes: 5_000, detail: `来自 ${phone}` },
        // Kept up to a bound in the middle of a number.
        { ...letter, source: 'web2', raw: Buffer.from(`来电 ${phone.slice(0, 9)}`), bytes: 900 },
      ]);
      const { body } = await api(security, 'GET', 'dead-letters?page=1&pageSize=10&source=web1');
      id = body.items[0].id;
    });

    it.each([
      { who: 'security administrator', as: () => security },
      { who: 'audit administrator', as: () => audit },
      { who: 'officer', as: () => officer },
    ])('is masked for the $who, in the list and by itself', async ({ as }) => {
      const list = await api(as(), 'GET', 'dead-letters?page=1&pageSize=10');
      const one = await api(as(), 'GET', `dead-letters/${id}`);
      expect(one.body).toMatchObject({ masked: true, detail: `来自 ${shown}` });
      for (const { body } of [list, one]) {
        expect(textOf(body)).toContain(`${shown} 申领低保`);
        expect(textOf(body)).not.toContain(phone.slice(0, 9));
      }
    });

    it('is shown as it is to an officer who says why, and that is on record', async () => {
      const reason = '核对被拒收的原文';
      for (const who of [security, audit])
        expect((await api(who, 'POST', `dead-letters/${id}/unmask`, { reason })).status).toBe(403);
      const { body } = await api(officer, 'POST', `dead-letters/${id}/unmask`, { reason });
      expect(body).toMatchObject({ masked: false, raw });
      expect(await recorded('audit.dead-letter.unmasked')).toMatchObject([
        { subject: { id }, data: { reason, source: 'web1' } },
      ]);
    });

    it('cannot be asked after piece by piece without a trace: a replay of none is on record as a search', async () => {
      const filter = { source: 'web1', q: `${phone.slice(0, 8)}9` };
      const { body } = await api(security, 'POST', 'dead-letters/replay', { filter });
      expect(body).toEqual({ replayed: 0, failed: [] });
      expect(await recorded('audit.dead-letter.searched')).toMatchObject([{ data: { q: filter.q } }]);
    });
  });

  it('a person who enters the directory, or is renamed there, is masked from the next look on', async () => {
    const admin = await signIn(product, 'system');
    const directory = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) =>
      call(product, admin, method, `/api/pki/${path}`, body);
    const messages = async (query: string) => {
      await followed(0);
      const { body } = await api(officer, 'POST', 'events/search', { query, ...lately() });
      expect(body.items.length).toBeGreaterThan(0);
      return textOf(body.items);
    };
    const { body: tree } = await directory('GET', 'organisations');
    const { body: person } = await directory('POST', 'holders', {
      kind: 'person',
      organisationId: tree.items[0].id,
      name: '尉迟若兰',
      number: 'MZ90077',
    });
    await take('web1', ['窗口一 尉迟若兰 申请临时救助', '窗口二 尉迟若梅 申请临时救助']);
    const seen = await messages('"临时救助"');
    expect(seen).toContain('尉*** 申请');
    expect(seen).not.toContain('尉迟若兰');
    expect(seen).toContain('尉迟若梅');

    expect((await directory('PATCH', `holders/${person.id}`, { name: '尉迟若梅' })).status).toBe(200);
    await recorded('pki.holder.updated');
    const renamed = await messages('"临时救助"');
    // The records of before the change still speak of the same person.
    for (const name of ['尉迟若兰', '尉迟若梅']) expect(renamed).not.toContain(name);
  });
});
