import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAuditOffice } from './audit-office.ts';

const { product, officer, audit, security, api, lately, followed, recorded, take } = await openAuditOffice();

describe('what is seen and decided goes one way', { timeout: 60_000 }, () => {
  /** A command as root, so many hours ago. */
  const sudo = (user: string, hours = 0) => {
    const at = new Date(Date.now() - hours * 3_600_000).toISOString();
    return `<85>1 ${at} web1 sudo - - -  ${user} : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/usr/bin/id`;
  };

  async function alertAbout(user: string) {
    return vi.waitFor(
      async () => {
        const { body } = await api(officer, 'GET', `alerts?page=1&pageSize=50&q=${user}`);
        expect(body.items).toHaveLength(1);
        return body.items[0];
      },
      { timeout: 20_000, interval: 200 },
    );
  }

  beforeAll(async () => {
    const source = { id: 'web1', title: '门户服务器', class: 'operations', kind: 'bulk' };
    expect((await api(security, 'POST', 'sources', source)).status).toBe(201);
    // The first account of a server is learnt.
    await take('web1', [sudo('deploy')]);
  }, 120_000);
  afterAll(() => product.close());

  describe('the preview of parsing', () => {
    const chain = { parsers: [] };

    it('shows the last lines of a source, and that they were seen is on record', async () => {
      await followed(0);
      const { body } = await api(security, 'POST', 'sources/web1/preview', chain);
      expect(body).toMatchObject([{ parser: expect.any(String), fields: { host: { name: 'web1' } } }]);
      expect(await recorded('audit.events.previewed')).toMatchObject([
        { subject: { id: 'web1' }, data: { shown: 1 } },
      ]);
    });

    it('of lines that were typed reads no record', async () => {
      const typed = { ...chain, lines: [sudo('nobody')] };
      expect((await api(security, 'POST', 'sources/web1/preview', typed)).status).toBe(200);
      expect(await recorded('audit.events.previewed')).toHaveLength(1);
    });

    it.each(['anmin', 'no-such-source'])('shows nothing of %s', async (source) => {
      const { status, body } = await api(security, 'POST', `sources/${source}/preview`, chain);
      expect(status).toBe(404);
      expect(body.code).toBe('audit.source-unknown');
    });
  });

  it('a rule is tried on all that is stored, and says which only to who may see them', async () => {
    const { body: rules } = await api(officer, 'GET', 'rules');
    const rule = rules.items.find(({ file, helper }: { file: string; helper: boolean }) => {
      return file === 'sudo_root_unusual_user.yml' && helper;
    });
    await followed(0);
    const path = `rules/${rule.id}/try`;
    const seen = await api(officer, 'POST', path, lately());
    expect(seen.body).toMatchObject({ matches: 1, first: [expect.any(String)] });
    const counted = await api(security, 'POST', path, lately());
    expect(counted.body).toMatchObject({ matches: 1, first: [] });
  });

  it('a time in an exception means what it means in the search bar', async () => {
    const exception = {
      query: 'user.name:nightly and @timestamp < now-1h',
      reason: '夜间批处理',
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    expect((await api(security, 'POST', 'exceptions', exception)).status).toBe(201);
    await take('web1', [sudo('nightly', 2)]);
    expect(await alertAbout('nightly')).toMatchObject({ state: 'suppressed' });
  });

  it('strangers get the hashes of the log, not what the records are', async () => {
    const { app } = product.server.main;
    const file = (path: string) => app.inject({ method: 'GET', url: `/api/audit/log/${path}` });
    const size = (await file('checkpoint')).body.split('\n')[1];
    expect((await file(`tile/0/000.p/${size}`)).rawPayload).toHaveLength(32 * Number(size));
    expect((await file(`tile/entries/000.p/${size}`)).statusCode).toBe(404);
  });

  it('an alert that is closed with its case is closed as one that is closed by itself', async () => {
    await take('web1', [sudo('stranger')]);
    const { id } = await alertAbout('stranger');
    const opened = await api(officer, 'POST', 'cases', { title: '陌生账号', alertIds: [id] });
    const verdict = { verdict: 'benign', text: '新到岗人员' };
    expect((await api(officer, 'POST', `cases/${opened.body.id}/close`, verdict)).status).toBe(204);
    expect((await api(audit, 'GET', `alerts/${id}`)).body.alert).toMatchObject({
      state: 'closed',
      verdict: 'benign',
      comment: '新到岗人员',
      closedBy: '何清源',
    });
    expect(await recorded('audit.alert.closed')).toMatchObject([
      { subject: { id }, data: { verdict: 'benign' } },
    ]);
  });
});
