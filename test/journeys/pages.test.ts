import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#platform/config/index.ts';
import { makeDemo } from '../../app/demo/make.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { type Installation, install } from './installation.ts';
import {
  choose,
  complaintsOf,
  confirmWithReason,
  expectNoSidewaysScroll,
  picture,
  signInByPassword,
  sitDown,
} from './person.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
];

type PageOf = {
  readonly name: string;
  readonly path: string;
  readonly zh: string | RegExp;
  readonly en: string | RegExp;
};
const page = (name: string, path: string, zh: string | RegExp, en: string | RegExp): PageOf => ({
  name,
  path,
  zh,
  en,
});

/** What each of these people can open, with its heading. */
const pages: Readonly<Record<'shenhe' | 'xitong' | 'anquan', readonly PageOf[]>> = {
  shenhe: [
    page('overview', '/', /您好/, /^Hello/),
    page('inventory', '/certificates', '证书总览', 'Inventory'),
    page('certificates', '/certificates/list', '证书查询', 'Find certificates'),
    page('requests', '/requests?view=all', '申请与审批', 'Requests'),
    page('new-request', '/requests/new', '新建申请', 'New request'),
    page('people', '/directory/organisations', '机构与人员', 'Organisations and people'),
    page('servers', '/directory/servers', '服务器', 'Servers'),
    page('authorities', '/authorities', '签发机构与模板', 'CAs and profiles'),
    page('revocation', '/revocation', '吊销发布', 'CRL and OCSP'),
    page('validate', '/validate', '证书验证', 'Validate'),
    page('me', '/me', '我的账户', 'My account'),
  ],
  xitong: [
    page('devices', '/directory/devices', '设备', 'Devices'),
    page('imports', '/directory/imports', '批量导入', 'Imports'),
    page('accounts', '/system/accounts', '账户', 'Accounts'),
    page('health', '/system/health', '运行状态', 'Health'),
  ],
  anquan: [
    page('roles', '/system/roles', '角色与权限', 'Roles and permissions'),
    page('policy', '/system/policy', '安全策略', 'Security policy'),
  ],
};

describe.skipIf(!chromium.found)('every page, on the data of the demonstration', { timeout: 180_000 }, () => {
  let place: Installation;
  let browser: Browser;
  let dataDir: string;
  const people = new Map<string, Page>();
  const complaints: string[] = [];

  const show = async (who: Page, { path, zh, en }: PageOf, language: 'zh' | 'en') => {
    await who.goto(`${place.urls.console}${path}`);
    await who.getByRole('heading', { level: 1, name: language === 'zh' ? zh : en, exact: true }).waitFor();
    // What is still on its way is not what the page looks like.
    await who.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
  };

  beforeAll(async () => {
    const { config, notes } = await makeDemo();
    dataDir = config.dataDir;
    const http = { ...config.http, port: 0, clientCertPort: 0, plainPort: 0 };
    [place, browser] = await Promise.all([install({ ...config, http } as Config), launchChromium()]);
    for (const name of Object.keys(pages)) {
      const password = new RegExp(`^ *${name} +(\\S+)`).exec(
        notes.find((line) => line.trim().startsWith(name))!,
      )![1]!;
      const { page: who } = await sitDown(browser);
      who.setDefaultTimeout(30_000);
      complaintsOf(who, complaints);
      await signInByPassword(who, place, name, password);
      people.set(name, who);
    }
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await place?.end();
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });

  const all = Object.entries(pages).flatMap(([name, list]) => list.map((each) => ({ who: name, ...each })));
  it.each(all)('$path shows itself in Chinese, whole at three sizes', async ({ who, ...each }) => {
    const desk = people.get(who)!;
    await show(desk, each, 'zh');
    for (const size of sizes) {
      await desk.setViewportSize(size);
      await expectNoSidewaysScroll(desk);
    }
    await picture(desk, `page-${each.name}`);
  });

  it('the language changes at once, everywhere, and is kept by the browser', async () => {
    for (const [name, list] of Object.entries(pages)) {
      const desk = people.get(name)!;
      await show(desk, list[0]!, 'zh');
      await desk.getByText('English', { exact: true }).click();
      await desk.getByRole('heading', { level: 1, name: list[0]!.en }).waitFor();
      for (const each of list) {
        await show(desk, each, 'en');
        const words = (await desk.locator('nav').textContent())!;
        expect(words).not.toMatch(/\p{Script=Han}/u);
        await expectNoSidewaysScroll(desk);
      }
      await picture(desk, `english-${name}`);
    }
    expect(await people.get('shenhe')!.locator('html').getAttribute('lang')).toBe('en');
  });

  it('an error of the server is shown in the chosen language with its code', async () => {
    const desk = people.get('shenhe')!;
    await desk.goto(`${place.urls.console}/certificates/01980000-0000-7000-8000-000000000000`);
    const alert = desk.getByRole('alert');
    await alert.getByText(/Error code/).waitFor();
    expect(await alert.textContent()).toMatch(/pki\.[a-z-]+/);
    expect(await alert.textContent()).not.toMatch(/\p{Script=Han}/u);
  });

  it('a bad certificate is judged, and the step and clause that failed are named', async () => {
    const desk = people.get('shenhe')!;
    await show(desk, pages.shenhe.find(({ name }) => name === 'authorities')!, 'en');
    const saved = desk.waitForEvent('download');
    await desk.getByRole('button', { name: 'Download' }).last().click();
    const path = await (await saved).path();
    await show(desk, pages.shenhe.find(({ name }) => name === 'validate')!, 'en');
    await desk.locator('input[type=file]').first().setInputFiles(path);
    await desk.getByLabel('For the name').fill('dns:www.example.gov.cn');
    await desk.getByRole('button', { name: 'Validate', exact: true }).click();
    const report = desk.getByTestId('validation-report');
    await report.getByText('The certificate is not valid').waitFor();
    expect(await report.getByRole('alert').textContent()).toMatch(/RFC \d+/);
    await picture(desk, 'validation-report');
  });

  it('a change by one person appears on the page of another without a reload', async () => {
    const [reviewer, administrator] = [people.get('shenhe')!, people.get('xitong')!];
    await show(reviewer, pages.shenhe.find(({ name }) => name === 'servers')!, 'en');
    await reviewer.locator('[data-stream=live]').waitFor();
    await administrator.goto(`${place.urls.console}/directory/servers`);
    await administrator.getByRole('button', { name: 'New server' }).click();
    const dialog = administrator.getByRole('dialog');
    await dialog.getByLabel('Organisation').click();
    await administrator.locator('.ant-select-dropdown:visible').getByText('青岚省民政厅').click();
    await dialog.getByLabel('Server', { exact: true }).fill('电子证照系统');
    await dialog.getByLabel('Asset number').fill('SV9001');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await reviewer.getByText('SV9001').waitFor();
  });

  it('the security administrator makes a role of their own and deletes it, each with a reason', async () => {
    const desk = people.get('anquan')!;
    await show(desk, pages.anquan[0]!, 'en');
    await desk.getByRole('button', { name: 'New role' }).click();
    const making = desk.getByRole('dialog');
    await making.getByLabel('Identifier').fill('duty-officer');
    await making.getByLabel('Name in Chinese').fill('值班员');
    await making.getByLabel('Name in English').fill('Duty officer');
    await choose(desk, making.getByLabel('Permissions'), 'Validate', 'Validate certificates');
    await confirmWithReason(desk, 'Night shifts', 'New role', 'Reason');
    const row = desk.getByRole('row', { name: /Duty officer/ });
    await row.getByRole('button', { name: 'Delete' }).click();
    const leaving = desk.getByRole('dialog', { name: 'Delete role' });
    expect(await leaving.textContent()).toContain('0 accounts lose its permissions');
    await leaving.getByLabel('Reason', { exact: true }).fill('No longer needed');
    await leaving.getByRole('button', { name: 'Delete role' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('an ended session leads to sign-in and back to the same page', async () => {
    const desk = people.get('shenhe')!;
    await desk.goto(`${place.urls.console}/requests?view=all&kind=revoke`);
    await desk.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
    await desk.context().clearCookies({ name: /anmin$/ });
    await desk.reload();
    await desk.getByTestId('certificate-sign-in').waitFor();
    expect(new URL(desk.url()).searchParams.get('return')).toBe('/requests?view=all&kind=revoke');
  });

  it('no page had an error or broke its content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
