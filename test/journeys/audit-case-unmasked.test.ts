import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, type Composed, call, setUp, signIn } from '../composed.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { type Installation, installComposed } from './installation.ts';
import { confirmWithReason, open, picture, seat } from './person.ts';

const officer = { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] };
const phone = '13812345678';
const shown = /138\*{4}5678/;

describe.skipIf(!chromium.found)('what colleagues wrote about a person', { timeout: 120_000 }, () => {
  let place: Installation;
  let product: Composed;
  let browser: Browser;
  let page: Page;
  let audit: Page;
  let caseUrl: string;
  const complaints: string[] = [];
  /** All that a page shows, and its address. */
  const seenOn = async (on: Page) => `${on.url()} ${await on.locator('body').textContent()}`;

  beforeAll(async () => {
    [{ place, product }, browser] = await Promise.all([installComposed(), launchChromium()]);
    await setUp(product);
    await appoint(product, officer);
    const session = await signIn(product, officer.loginName);
    const post = async (path: string, body: object) =>
      (await call(product, session, 'POST', `/api/audit/${path}`, body)).body;
    const { id } = await post('cases', { title: `${phone} 的来电`, alertIds: [] });
    await post(`cases/${id}/entries`, { text: `机主 ${phone} 反映低保被停` });
    await post('searches', { name: `${phone} 的来电`, query: `"${phone}"`, range: '7d', shared: true });
    caseUrl = `/audit/cases/${id}`;
    const at = Date.now();
    const record = (line: string) => ({
      source: 'hotline',
      raw: Buffer.from(line),
      eventTime: at,
      receivedAt: at,
    });
    await product.system.audit.take([
      record(`热线 ${phone} 反映低保被停`),
      record('热线 13912345678 咨询临时救助'),
    ]);
    page = await seat(browser, product, place, officer.loginName, complaints);
    audit = await seat(browser, product, place, 'audit', complaints);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await place?.end();
  });

  it('is masked in a case; an officer unmasks it with a reason, and what is written masks it again', async () => {
    await open(page, place, caseUrl, shown);
    const entry = page.getByTestId('entry-comment').filter({ hasText: '机主' });
    await entry.getByText(shown).waitFor();
    expect(await seenOn(page)).not.toContain(phone);

    await page.getByRole('button', { name: '查看未遮盖的内容' }).click();
    await confirmWithReason(page, '回访来电人', '查看未遮盖的内容');
    await page.getByText('正在显示未遮盖的个人信息').waitFor();
    await page.getByRole('heading', { level: 1, name: phone }).waitFor();
    await entry.getByText(phone).waitFor();
    await picture(page, 'audit-case-unmasked');

    await page.getByRole('button', { name: '重新遮盖' }).click();
    await entry.getByText(shown).waitFor();
    expect(await seenOn(page)).not.toContain(phone);

    await page.getByRole('button', { name: '查看未遮盖的内容' }).click();
    await confirmWithReason(page, '核对回访记录', '查看未遮盖的内容');
    await entry.getByText(phone).waitFor();
    await page.getByLabel('备注').fill('已电话回访');
    await page.getByRole('button', { name: '添加备注' }).click();
    await page.getByTestId('entry-comment').getByText('已电话回访').waitFor();
    await entry.getByText(shown).waitFor();
    expect(await seenOn(page)).not.toContain(phone);
  });

  it('stays masked for the audit administrator, who finds the unmasking and its reason on record', async () => {
    await open(audit, place, caseUrl, shown);
    await audit.getByText('个人信息已遮盖').waitFor();
    expect(await audit.getByRole('button', { name: '查看未遮盖的内容' }).count()).toBe(0);
    expect(await seenOn(audit)).not.toContain(phone);
    await open(audit, place, `/audit/search?q=${encodeURIComponent('回访来电人')}`, '审计检索');
    await audit.getByRole('row', { name: /查看未遮盖的案件.*何清源/ }).waitFor();
  });

  it('is searched for by who runs their kept search without reading it', async () => {
    await open(audit, place, '/audit/search', '审计检索');
    await audit.getByRole('button', { name: '已保存的检索' }).click();
    const kept = audit.getByRole('button', { name: '138****5678 的来电', exact: true });
    await audit.locator('.ant-popover').getByText('"138****5678"', { exact: true }).waitFor();
    await picture(audit, 'audit-kept-searches');
    await kept.click();
    await audit.getByRole('row', { name: /咨询临时救助/ }).waitFor({ state: 'detached' });
    await audit.getByRole('row', { name: /热线 138\*{4}5678 反映低保被停/ }).waitFor();
    expect(await seenOn(audit)).not.toContain(phone);
    await picture(audit, 'audit-kept-search-of-another');
  });

  it('no page had an error or broke its content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
