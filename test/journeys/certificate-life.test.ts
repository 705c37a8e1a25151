import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromium, launchChromium, launchWithImported, pk12util } from '../peers/chromium.ts';
import { type Installation, install } from './installation.ts';
import { type Appointment, firstSignIn, grantRoles, makeAccount } from './officers.ts';
import { complaintsOf, download, picture, signInByCertificate, sitDown } from './person.ts';
import { approve, collect, openOwnKey, requestRevocation, requestStaffCertificate } from './requests.ts';

const filePassword = 'Dang-An-2026!';
const signInPassword = 'Qing.He-7391';
const administrators = {
  system: { name: '赵建国', loginName: 'xitong', number: 'QH001' },
  security: { name: '钱丽华', loginName: 'anquan', number: 'QH002' },
  audit: { name: '孙志强', loginName: 'shenji', number: 'QH003' },
} as const;
type AdminKind = keyof typeof administrators;
const kinds = Object.keys(administrators) as AdminKind[];

const clerk = { loginName: 'luru', name: '李秀英', roles: ['证书录入员'] } satisfies Appointment;
const reviewer = { loginName: 'shenhe', name: '周海燕', roles: ['证书审核员'] } satisfies Appointment;
const approver = { loginName: 'shenpi', name: '吴晓明', roles: ['证书签发审批员'] } satisfies Appointment;
const second = { loginName: 'fushen', name: '郑文静', roles: ['证书审核员'] } satisfies Appointment;
const staff = { loginName: 'wangfang', name: '王芳', roles: [] } satisfies Appointment;
const appointments: readonly Appointment[] = [clerk, reviewer, approver, second, staff];

const organisations =
  '机构代码,机构名称,层级,上级机构代码\r\nQH,清河县民政局,县,\r\nQH1,社会救助股,乡镇街道,QH\r\n';
const people = [
  '工号,姓名,所属机构代码,电子邮箱,职务',
  ...appointments.map(({ name }, i) => `QH10${i},${name},QH1,qh10${i}@qinghe.mz.internal,科员`),
  'QH199,,QH1,,科员',
].join('\r\n');

describe.skipIf(!chromium.found || !pk12util.found)(
  'the life of a staff certificate, in a browser',
  { timeout: 180_000 },
  () => {
    let place: Installation;
    let browser: Browser;
    const desks = new Map<string, Page>();
    const complaints: string[] = [];
    const passwords = new Map<string, string>();
    let certificate: string;
    let wangfang: { path: string; password: string };

    const at = (name: string): Page => desks.get(name)!;
    const seat = (name: string, page: Page) => {
      page.setDefaultTimeout(30_000);
      complaintsOf(page, complaints);
      desks.set(name, page);
      return page;
    };

    beforeAll(async () => {
      [place, browser] = await Promise.all([install(), launchChromium()]);
    });
    afterAll(async () => {
      await browser?.close();
      await place?.end();
    });

    // Each step stands on those before it.
    let broken = false;
    beforeEach(({ skip }) => skip(broken, 'an earlier step failed'));
    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail' || broken) return;
      broken = true;
      for (const [name, page] of desks) await picture(page, `failed-${name}`);
    });

    it('set-up makes three administrators of three persons, each with a certificate', async () => {
      const { page, context } = await sitDown(browser);
      seat('newcomer', page);
      await page.goto(place.setupUrl!);
      await page.getByLabel('单位名称').fill('清河县民政局');
      await page.getByLabel('单位代码').fill('QH');
      await page.getByLabel('单位层级').click();
      await page.locator('.ant-select-dropdown:visible').getByText('县级').click();
      for (const kind of kinds) {
        const card = page.getByTestId(`administrator-${kind}`);
        const { name, loginName, number } = administrators[kind];
        await card.getByLabel('姓名').fill(name);
        // The same account for two of them first: 三员 must be three persons.
        await card
          .getByLabel('登录账户')
          .fill(kind === 'audit' ? administrators.system.loginName : loginName);
        await card.getByLabel('工号').fill(number);
        await card.getByLabel('证书文件口令', { exact: true }).fill(filePassword);
        await card.getByLabel('再次输入证书文件口令').fill(filePassword);
      }
      await picture(page, 'set-up');
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByText('三员必须是三名不同人员').first().waitFor();
      await page
        .getByTestId('administrator-audit')
        .getByLabel('登录账户')
        .fill(administrators.audit.loginName);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByRole('button', { name: '创建三员并签发证书' }).click();
      for (const kind of kinds) {
        await download(page, () => page.getByTestId(`download-${kind}`).click(), place.folder, `${kind}.p12`);
      }
      await picture(page, 'set-up-files');
      await page.getByRole('button', { name: '完成，前往登录' }).click();
      await page.getByTestId('certificate-sign-in').waitFor();
      await picture(page, 'sign-in');

      await page.goto('about:blank');
      await page.goto(place.setupUrl!);
      await page.getByText('初始设置已完成').waitFor();
      await context.close();
      desks.delete('newcomer');
    });

    it('the administrators sign in with their certificates', async () => {
      for (const kind of kinds) {
        const path = join(place.folder, `${kind}.p12`);
        const { page } = await signInByCertificate(browser, place, { path, password: filePassword });
        expect(await seat(kind, page).getByTestId('user-menu').textContent()).toContain(
          administrators[kind].name,
        );
      }
      await picture(at('system'), 'overview-first-day');
    });

    it('the system administrator imports the directory and sees what was refused', async () => {
      const page = at('system');
      await page.goto(`${place.urls.console}/directory/imports`);
      for (const [kind, content] of [
        ['机构', organisations],
        ['人员', people],
      ] as const) {
        await page
          .locator('label')
          .filter({ hasText: new RegExp(`^${kind}$`) })
          .click();
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: `${kind}.csv`, mimeType: 'text/csv', buffer: Buffer.from(content) });
        await page.getByRole('button', { name: '正式导入' }).click();
        await page.getByText(`导入报告 · ${kind}.csv`).waitFor();
      }
      await page.getByText('新增 5，更新 0，无变化 0，拒绝 1').first().waitFor();
      await picture(page, 'import-report');
      // The bureau of the set-up is the one that the file calls QH: renamed by nobody, made once.
      await page.goto(`${place.urls.console}/directory/organisations`);
      await page.getByText('清河县民政局').first().waitFor();
      expect(await page.getByRole('treeitem').filter({ hasText: '清河县民政局' }).count()).toBe(1);
      await page.goto(`${place.urls.console}/directory/organisations`);
      await page.getByRole('cell', { name: '王芳' }).waitFor();
      await picture(page, 'organisations');
    });

    it('accounts are made by one administrator and given roles by another', async () => {
      for (const appointment of appointments) {
        passwords.set(appointment.loginName, await makeAccount(at('system'), place, appointment));
      }
      for (const appointment of appointments.filter(({ roles }) => roles.length > 0)) {
        await grantRoles(at('security'), place, appointment);
      }
      await picture(at('security'), 'account');
    });

    it('everybody changes their first password and sets up an authenticator before anything else', async () => {
      for (const { loginName } of [clerk, reviewer, approver, second, staff]) {
        const { page } = await sitDown(browser);
        await firstSignIn(seat(loginName, page), place, loginName, passwords.get(loginName)!, signInPassword);
      }
      await picture(at('luru'), 'my-account');
    });

    it('a certificate passes entry, review and approval by three persons; its holder collects it, once', async () => {
      const request = await requestStaffCertificate(at('luru'), place, second.name);
      await picture(at('luru'), 'request-entered');
      await approve(at('shenhe'), place, request, '材料齐全');
      await approve(at('shenpi'), place, request, '同意签发');
      await at('luru').goto(`${place.urls.console}${request}`);
      await at('luru').getByText(`须由持有人${second.name}本人登录后`).waitFor();
      expect(await at('luru').getByTestId('collect').count()).toBe(0);
      await picture(at('luru'), 'request-collected-by-holder');
      const path = await collect(at('fushen'), place, request, filePassword, 'second.p12');
      await at('luru').goto(`${place.urls.console}${request}`);
      await at('luru').getByText('已办结').first().waitFor();
      await picture(at('luru'), 'request-done');
      const { page } = await signInByCertificate(browser, place, { path, password: filePassword });
      expect(await seat('fushen', page).getByTestId('user-menu').textContent()).toContain(second.name);
    });

    it('a reviewer who signed in by certificate signs the decision with the own key', async () => {
      const request = await requestStaffCertificate(at('luru'), place, staff.name);
      const page = at('fushen');
      await openOwnKey(page, place, request, join(place.folder, 'second.p12'), filePassword);
      await picture(page, 'decision');
      await page.getByTestId('decision').getByRole('button', { name: '同意' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '同意' }).click();
      await page.getByText('意见已签署').waitFor();
      await page.getByText('本人私钥签名，验签通过').waitFor();

      await approve(at('shenpi'), place, request, '同意签发');
      const path = await collect(at('wangfang'), place, request, filePassword, 'wangfang.p12');
      await at('luru').goto(`${place.urls.console}${request}`);
      wangfang = { path, password: filePassword };
      await at('luru').getByRole('link', { name: '查看证书' }).click();
      await at('luru').getByRole('heading', { level: 1, name: staff.name }).waitFor();
      certificate = new URL(at('luru').url()).pathname;
      await picture(at('luru'), 'certificate');
    });

    it('its holder imports it into Chromium, signs in, and is refused once it is revoked', async () => {
      const home = join(place.folder, 'home');
      mkdirSync(home);
      const visitor = await sitDown(browser);
      await visitor.page.goto(place.urls.plain);
      await picture(visitor.page, 'root-certificate');
      const link = visitor.page.getByRole('link', { name: '下载根证书' });
      const root = await download(visitor.page, () => link.click(), place.folder, 'root.cer');
      await visitor.context.close();
      const { origin } = new URL(place.urls.certificateSignIn);
      const desk: BrowserContext = await launchWithImported({ home, pkcs12: wangfang, root, origin });
      try {
        const page = await desk.newPage();
        page.setDefaultTimeout(30_000);
        await page.goto(`${place.urls.console}/requests`);
        await page.getByTestId('certificate-sign-in').click();
        await page.getByRole('heading', { level: 1, name: '申请与审批' }).waitFor();
        expect(await page.getByTestId('user-menu').textContent()).toContain(staff.name);
        await page.goto(place.urls.console);
        await page.getByRole('heading', { level: 1, name: '王芳，您好' }).waitFor();
        await picture(page, 'staff-overview');

        const revocation = await requestRevocation(at('luru'), place, certificate, staff.name);
        await approve(at('shenhe'), place, revocation, '情况属实');
        await approve(at('shenpi'), place, revocation, '同意吊销');
        await at('luru').goto(`${place.urls.console}${certificate}`);
        await at('luru').getByText('已吊销').first().waitFor();
        await picture(at('luru'), 'certificate-revoked');

        await page.goto(place.urls.certificateSignIn);
        expect(await page.locator('#code').textContent()).toBe('access.certificate-refused');
        await picture(page, 'sign-in-refused');
      } finally {
        await desk.close();
      }
    });

    it('no page had an error or broke its content security policy', () => {
      expect(complaints).toEqual([]);
    });
  },
);
