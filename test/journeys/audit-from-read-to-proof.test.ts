import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolAgent, startAgent } from '../agent-office.ts';
import { appoint, type Composed, setUp } from '../composed.ts';
import { end } from '../office-process.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { type AuditedMariadb, mariadb, startAuditedMariadb } from '../peers/mariadb.ts';
import { type AuditedPostgres, pgaudit, startAuditedPostgres } from '../peers/pgaudit.ts';
import { type Program, start } from '../program.ts';
import { type Installation, installComposed } from './installation.ts';
import { download, open, picture, seat } from './person.ts';

const officer = { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] };
/** The person whose row was read. */
const idCard = '350724199003072216';
const masked = '3507**********2216';
const others = Array.from({ length: 60 }, (_, index) => `35072419850101${1000 + index}`);
const directAccess = '绕过业务系统直接访问个人信息表';

/** What the application does all day, as its own account. */
const households = [
  'CREATE TABLE dibao_household (id_card text PRIMARY KEY, name text, allowance integer)',
  ...[...others, idCard].map((id, n) => `INSERT INTO dibao_household VALUES ('${id}', '户主${n}', 640)`),
  ...others.map((id) => `SELECT name, allowance FROM dibao_household WHERE id_card = '${id}'`),
  `UPDATE dibao_household SET allowance = 680 WHERE id_card = '${idCard}'`,
  'GRANT SELECT ON dibao_household TO liwei',
];
const applicants = [
  'CREATE TABLE jiuzhu.applicant (id_card varchar(18) PRIMARY KEY, name varchar(40))',
  ...[...others, idCard].map((id, n) => `INSERT INTO jiuzhu.applicant VALUES ('${id}', '申请人${n}')`),
  ...others.map((id) => `SELECT name FROM jiuzhu.applicant WHERE id_card = '${id}'`),
];

describe.skipIf(!chromium.found || !pgaudit.found || !mariadb.found)(
  'who read a person’s row is found, and proven to others',
  { timeout: 120_000 },
  () => {
    let place: Installation | undefined;
    let product: Composed;
    let browser: Browser;
    let postgres: AuditedPostgres;
    let maria: AuditedMariadb;
    let page: Page;
    /** Of the database servers' agents. */
    let servers: string;
    /** A machine that has nothing but the file and the public key. */
    let elsewhere: string;
    const agents: Program[] = [];
    const complaints: string[] = [];

    const drawer = () => page.getByRole('dialog', { name: '审计记录' });
    const row = (name: RegExp) => page.locator('#content').getByRole('row', { name });
    const openRecord = (name: RegExp) => row(name).getByRole('button').click();
    const seeAll = async (query: string, count: number) => {
      await expect
        .poll(
          async () => {
            await page.getByLabel('检索条件').fill(query);
            await page.getByRole('button', { name: '查询', exact: true }).click();
            await page.waitForURL((url) => url.searchParams.get('q') === query);
            await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
            return page.getByTestId('found').textContent();
          },
          { timeout: 40_000, interval: 300 },
        )
        .toContain(`共 ${count} 条记录`);
    };
    const verifyProof = (file: string) =>
      start(
        'bin/anmin.mjs',
        ['audit', 'verify-proof', file, '--key', 'log.pub'],
        { HOME: elsewhere, TMPDIR: elsewhere },
        elsewhere,
      ).ended();

    beforeAll(async () => {
      servers = mkdtempSync(join(tmpdir(), 'anmin-servers-'));
      elsewhere = mkdtempSync(join(tmpdir(), 'anmin-elsewhere-'));
      const [installed, launched, postgresServer, mariadbServer] = await Promise.all([
        installComposed(),
        launchChromium(),
        startAuditedPostgres(),
        startAuditedMariadb(),
      ]);
      ({ place, product } = installed);
      [browser, postgres, maria] = [launched, postgresServer, mariadbServer];
      await setUp(product);
      await appoint(product, officer);
      page = await seat(browser, product, place, officer.loginName, complaints);
    }, 120_000);
    afterAll(async () => {
      for (const agent of agents) agent.child.kill('SIGKILL');
      await browser?.close();
      await Promise.all([place?.end(), postgres?.stop(), maria?.stop()]);
      for (const folder of [servers, elsewhere]) rmSync(folder, { recursive: true, force: true });
    });

    it('agents follow both databases, which work; two persons read the row around the applications', async () => {
      const databases = [
        {
          id: 'dibao-db',
          title: '低保数据库',
          input: { files: [join(postgres.logs, '*.csv')], records: 'postgresql-csv' },
        },
        {
          id: 'jiuzhu-db',
          title: '救助数据库',
          // MariaDB writes the time of its machine and does not say of which zone.
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          input: { files: [maria.log] },
        },
      ];
      await Promise.all(
        databases.map(async ({ input, ...source }) => {
          const state = join(servers, source.id);
          await enrolAgent(product, state, source);
          agents.push(startAgent(state, [{ name: 'audit-log', ...input }]));
          // What MariaDB rotates away before the agent's very first look is not asked for.
          const kept = join(state, 'state.json');
          await expect
            .poll(() => existsSync(kept) && JSON.parse(readFileSync(kept, 'utf8')).inputs[0].files.length, {
              timeout: 30_000,
            })
            .toBeGreaterThan(0);
        }),
      );

      await postgres.run([
        'CREATE ROLE civil_app LOGIN',
        'CREATE ROLE liwei LOGIN',
        'GRANT ALL ON SCHEMA public TO civil_app',
      ]);
      await postgres.run(households, 'civil_app');
      await postgres.run(
        [`SELECT *\n  FROM dibao_household\n WHERE id_card = '${idCard}'`, 'SELECT now()'],
        'liwei',
      );
      const accounts = ['civil_app', 'wangfang'];
      maria.run(
        [
          'CREATE DATABASE jiuzhu',
          ...accounts.map((name) => `CREATE USER ${name} IDENTIFIED BY ''; GRANT ALL ON jiuzhu.* TO ${name}`),
        ].join(';\n'),
      );
      maria.run(applicants.join(';\n'), 'civil_app');
      maria.run(`SELECT * FROM jiuzhu.applicant WHERE id_card = '${idCard}'`, 'wangfang');
    });

    it('the officer searches for the person’s number and sees who read the row, the number masked', async () => {
      await open(page, place!, '/audit/search/database', '数据库审计');
      await seeAll(`${idCard} 操作:SELECT`, 2);
      await row(/读取 .*dibao_household.*liwei/).waitFor();
      await row(/读取 .*jiuzhu\.applicant.*wangfang/).waitFor();
      const shown = (await page.locator('#content table').allTextContents()).join();
      expect(shown).toContain(masked);
      expect(shown).not.toContain(idCard);
      await picture(page, 'audit-who-read');
    });

    it('a record leads to the session and to the database user that read', async () => {
      await openRecord(/dibao_household.*liwei/);
      await drawer().getByRole('tab', { name: '原始记录' }).click();
      const raw = (await drawer().getByTestId('raw').textContent())!;
      expect(raw).toContain('AUDIT: SESSION');
      expect(raw).toContain(masked);
      expect(raw).not.toContain(idCard);
      await picture(page, 'audit-who-read-record');
      await drawer().getByRole('link', { name: '同一会话' }).click();
      await row(/dibao_household.*liwei/).waitFor();
      await row(/连接/).first().waitFor();
      expect(await row(/civil_app/).count()).toBe(0);
      await picture(page, 'audit-who-read-session');

      await openRecord(/dibao_household.*liwei/);
      await drawer().getByRole('link', { name: '同一人员' }).click();
      await row(/now\(\).*liwei/).waitFor();
      await openRecord(/dibao_household.*liwei/);
      await drawer().getByRole('link', { name: '人员轨迹' }).click();
      await page.getByRole('heading', { level: 1, name: 'liwei的轨迹' }).waitFor();
      await row(/dibao_household/).waitFor();
      await picture(page, 'audit-who-read-person');

      await open(page, place!, '/audit/search/database', '数据库审计');
      await seeAll(`${idCard} 表:jiuzhu.applicant 操作:SELECT`, 1);
      await openRecord(/applicant.*wangfang/);
      await drawer().getByRole('link', { name: '同一会话' }).click();
      await row(/断开数据库.*wangfang/).waitFor();
      await row(/SELECT \* FROM jiuzhu\.applicant.*wangfang/).waitFor();
      expect(await row(/civil_app/).count()).toBe(0);
    });

    it('the alarm that the read raised becomes a case', async () => {
      await open(page, place!, '/audit/alerts', '告警');
      await row(new RegExp(`${directAccess}.*wangfang`)).waitFor();
      await row(new RegExp(`${directAccess}.*liwei`))
        .getByRole('link')
        .click();
      await page.getByRole('heading', { level: 1, name: new RegExp(directAccess) }).waitFor();
      await row(/dibao_household.*liwei/).waitFor();
      await picture(page, 'audit-who-read-alert');
      await page.getByRole('button', { name: '转入案件' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '转入案件' }).click();
      await page.waitForURL(/\/audit\/cases\/[0-9a-f-]{36}$/);
      await page.getByTestId('entry-alert').getByText(directAccess).waitFor();
    });

    it('the evidence of the case is exported and saved with the public key', async () => {
      await page.getByRole('button', { name: '导出证据' }).click();
      const dialog = page.getByRole('dialog', { name: '导出证据' });
      await dialog.getByLabel('用途').fill('移送纪检监察机关');
      await dialog.getByRole('button', { name: '导出证据' }).click();
      await page.waitForURL(/view=exports/);
      await page.getByText('已完成', { exact: true }).waitFor();
      const save = () => page.getByRole('link', { name: '下载' }).click();
      await download(page, save, elsewhere, 'case.anmin-evidence.jsonl');
      await page.getByRole('tab', { name: '保存状态' }).click();
      const saveKey = () => page.getByRole('button', { name: '下载公钥' }).click();
      await download(page, saveKey, elsewhere, 'log.pub');
      expect(complaints).toEqual([]);
    });

    it('elsewhere, with the product gone, verify-proof takes the file and refuses it after one bit in any of its lines', async () => {
      expect(await Promise.all(agents.map(end))).toEqual([0, 0]);
      await place!.end();
      place = undefined;
      expect(existsSync(product.dataDir)).toBe(false);

      const file = join(elsewhere, 'case.anmin-evidence.jsonl');
      const good = await verifyProof(file);
      expect(good.output).toMatch(/^证据成立：1 条记录全部核验通过$/m);
      expect(good.output).toMatch(/来源 dibao-db 的第 \d+ 条记录/);
      expect(good.code).toBe(0);
      expect(readdirSync(elsewhere).sort()).toEqual(['case.anmin-evidence.jsonl', 'log.pub']);

      const bytes = readFileSync(file);
      const lines = bytes.toString('latin1').split('\n').slice(0, -1);
      let begin = 0;
      for (const line of lines) {
        const changed = Buffer.from(bytes);
        const at = begin + Math.floor(line.length / 2);
        changed[at] = changed[at]! ^ 1;
        writeFileSync(file, changed);
        const bad = await verifyProof(file);
        expect(bad.output).toMatch(/^证据不成立：第 \d 行，\p{Script=Han}+/mu);
        expect(bad.output).toMatch(/^NOT proven: line \d, [a-z]+/m);
        expect(bad.code).toBe(1);
        begin += line.length + 1;
      }
    });
  },
);
