import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, type Composed, passwordOf, setUp } from '../composed.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { type Installation, installComposed } from './installation.ts';
import { confirmWithReason, open, picture, seat, signInByPassword, sitDown } from './person.ts';

const approver = { loginName: 'shenpi', name: '吴晓明', roles: ['cert-approver'] };

describe.skipIf(!chromium.found)(
  'a forgotten password of somebody with a role, in a browser',
  { timeout: 120_000 },
  () => {
    let place: Installation;
    let product: Composed;
    let browser: Browser;
    let accountId: string;
    let system: Page;
    let security: Page;
    const complaints: string[] = [];

    const at = (loginName: string) => seat(browser, product, place, loginName, complaints);
    /** Reads a part of the password from its dialog and closes it. */
    const partOf = async (page: Page, title: string): Promise<string> => {
      const dialog = page.getByRole('dialog', { name: title });
      const part = (await dialog.locator('.mono').textContent())!.trim();
      await picture(page, 'password-part');
      await dialog.getByRole('button', { name: '关闭' }).last().click();
      await dialog.waitFor({ state: 'detached' });
      return part;
    };

    beforeAll(async () => {
      [{ place, product }, browser] = await Promise.all([installComposed(), launchChromium()]);
      await setUp(product);
      accountId = await appoint(product, approver);
      [system, security] = [await at('system'), await at('security')];
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await place?.end();
    });

    it('is asked for by one administrator, who is told that another has to confirm', async () => {
      await open(system, place, `/system/accounts/${accountId}`, approver.name);
      await system.getByRole('button', { name: '申请重置口令' }).click();
      expect(await system.getByRole('dialog').textContent()).toContain('由安全管理员在 24 小时内确认');
      await picture(system, 'password-reset-ask');
      await confirmWithReason(system, '本人遗忘口令', '申请重置口令');
      const card = system.getByTestId('password-resets');
      await card.getByText('待确认', { exact: true }).waitFor();
      expect(await card.getByRole('button').count()).toBe(0);
      const { page } = await sitDown(browser);
      await signInByPassword(page, place, approver.loginName, passwordOf(approver.loginName));
      await page.context().close();
    });

    it('is found by the other among the accounts, in both languages, and confirmed', async () => {
      await open(security, place, '/system/accounts', '账户');
      const card = security.getByTestId('password-resets');
      await card.getByText('本人遗忘口令').waitFor();
      await picture(security, 'password-resets');
      await security.getByText('English', { exact: true }).click();
      await card.getByText('Waits for: Security administrator').waitFor();
      await picture(security, 'password-resets-english');
      await security.getByText('中文', { exact: true }).click();
      await card.getByRole('button', { name: '确认重置' }).click();
      expect(await security.getByRole('dialog').textContent()).toContain('任何一方都不掌握完整口令');
      await confirmWithReason(security, '已当面核实', '确认重置');
    });

    it('gives each a part; its person signs in with both and chooses a new one', async () => {
      const second = await partOf(security, '一次性口令后半段');
      await system.reload();
      await system.getByTestId('password-resets').getByRole('button', { name: '查看口令前半段' }).click();
      const first = await partOf(system, '一次性口令前半段');
      await system.getByTestId('password-resets').getByText('已当面核实').waitFor();
      expect(await system.getByRole('button', { name: '查看口令前半段' }).count()).toBe(0);
      await system.getByText('English', { exact: true }).click();
      await system.getByText('已当面核实').waitFor();
      await system.getByRole('button', { name: 'Ask for a password reset' }).click();
      expect(await system.getByRole('dialog').textContent()).toContain('(Security administrator)');
      await picture(system, 'password-reset-english');
      const { page } = await sitDown(browser);
      page.setDefaultTimeout(30_000);
      await signInByPassword(page, place, approver.loginName, first + second);
      await page.getByText('请先修改口令，再进行其他操作').waitFor();
      await page.context().close();
    });

    it('no page had an error or broke its content security policy', () => {
      expect(complaints).toEqual([]);
    });
  },
);
