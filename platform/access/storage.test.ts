import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { temporaryStorage } from '../storage/testing.ts';
import type { AccessTables } from './store/tables.ts';
import { goodPassword, world } from './testing.ts';

let cluster: PostgresCluster | undefined;
beforeAll(async () => {
  if (postgres.found) cluster = await startPostgres();
});
afterAll(() => cluster?.stop());

const onPostgres = async (): Promise<Storage> => openStorage({ url: await cluster!.createDatabase() });
const dialects: [string, boolean, () => Promise<Storage>][] = [
  ['SQLite', true, () => temporaryStorage()],
  ['PostgreSQL', postgres.found, onPostgres],
];

for (const [name, found, open] of dialects) {
  describe.skipIf(!found)(`access on ${name}`, () => {
    it('goes from the set-up to a working account and back out', async () => {
      const w = await world({ lockoutAttempts: 2 }, await open());
      await w.setup();
      const [system, security] = [await w.as('system'), await w.as('security')];
      const { body } = await system.call('POST', '/accounts', {
        loginName: 'li',
        displayName: '李',
        issuePassword: true,
      });
      const path = `/accounts/${body.account.id}`;
      const role = {
        name: 'help-desk',
        zh: '服务台',
        en: 'Help desk',
        permissions: ['things.all.read'],
        reason: 'x',
      };
      await security.call('POST', '/roles', role);
      await security.call('PUT', `${path}/roles`, { roles: ['help-desk'], reason: 'x' });
      const li = w.client();
      await li.signIn('li', body.oneTimePassword);
      const next = goodPassword('li');
      expect((await li.call('POST', '/me/password', { current: body.oneTimePassword, next })).status).toBe(
        204,
      );
      expect((await li.call('GET', '/me')).body).toMatchObject({ permissions: ['things.all.read'] });
      const totp = await li.call('POST', '/me/totp');
      expect(totp.body.secret).toMatch(/^[A-Z2-7]{32}$/);
      for (let i = 0; i < 3; i++) await w.client().signIn('li', 'wrong');
      const listed = await system.call('GET', '/accounts?state=locked&role=help-desk&q=%E6%9D%8E');
      expect(listed.body).toMatchObject({
        total: 1,
        items: [{ loginName: 'li', state: 'locked', failedSignIns: 2 }],
      });
      await security.call('POST', `${path}/unlock`, { reason: 'x' });
      const asked = await system.call('POST', `${path}/password`, { reason: 'x' });
      const reset = `/password-resets/${asked.body.reset.id}`;
      const decided = ['confirm', 'confirm', 'refuse'].map((act) =>
        security.call('POST', `${reset}/${act}`, { reason: 'x' }),
      );
      const statuses = (await Promise.all(decided)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 409, 409]);
      expect((await system.call('GET', `/password-resets?accountId=${body.account.id}`)).body.total).toBe(1);
      await system.call('PATCH', path, { state: 'disabled', reason: 'x' });
      expect((await li.call('GET', '/me')).status).toBe(401);
      w.now = new Date(w.now.getTime() + 40 * 86_400_000);
      for (const job of w.access.jobs) await job.run(new AbortController().signal);
      await w.close();
    });

    it('refuses a login name that no database can hold', async () => {
      const w = await world({}, await open());
      await w.setup();
      for (const loginName of ['li\0', 'li\ud800']) {
        const { body } = await w.client().signIn(loginName, 'wrong');
        expect(body).toMatchObject({ code: 'common.invalid', details: { field: 'loginName' } });
      }
      await w.close();
    });

    it('refuses by itself a second administrator’s role, a second account of a person, a name twice', async () => {
      const storage = await open();
      const w = await world({}, storage);
      await w.setup();
      const db = storage.read<AccessTables>();
      const account = await db
        .selectFrom('access_accounts')
        .selectAll()
        .where('login_name', '=', 'audit')
        .executeTakeFirstOrThrow();
      const write = (work: Parameters<typeof storage.transaction<AccessTables, unknown>>[0]) =>
        storage.transaction<AccessTables, unknown>(work).then(
          () => 'taken',
          () => 'refused',
        );
      const role = (name: string, admin_kind: string | null) =>
        write((tx) =>
          tx
            .insertInto('access_account_roles')
            .values({ account_id: account.id, role: name, admin_kind })
            .execute(),
        );
      const copy = (parts: object) =>
        write((tx) =>
          tx
            .insertInto('access_accounts')
            .values({ ...account, id: 'copy', ...parts })
            .execute(),
        );
      expect(await role('system-admin', 'system')).toBe('refused');
      expect(await role('staff', null)).toBe('taken');
      expect(await copy({ login_name: 'other' })).toBe('refused');
      expect(await copy({ holder_id: 'other' })).toBe('refused');
      expect(await copy({ login_name: 'other', holder_id: 'other' })).toBe('taken');
      await w.close();
    });
  });
}
