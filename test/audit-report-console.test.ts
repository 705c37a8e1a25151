import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, setUp } from './composed.ts';
import { type Installation, installComposed } from './journeys/installation.ts';
import { download, expectNoSidewaysScroll, open, picture, seat } from './journeys/person.ts';
import { chromium, launchChromium } from './peers/chromium.ts';

/** What of the page's own world is asked. */
type Styled = { getComputedStyle(element: unknown): { readonly borderBottomWidth: string } };

describe.skipIf(!chromium.found)('an audit administrator and the reports', { timeout: 120_000 }, () => {
  let place: Installation;
  let product: Composed;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [{ place, product }, browser] = await Promise.all([installComposed(), launchChromium()]);
    await setUp(product);
    page = await seat(browser, product, place, 'audit', complaints);
  });
  afterAll(async () => {
    await browser?.close();
    await place?.end();
  });

  it('ok/makes one, reads it in a frame in which nothing runs, and saves both files', async () => {
    await open(page, place, '/audit/reports', '审计报告');
    await page.getByText('还没有报告').waitFor();
    await page.getByRole('button', { name: '生成报告' }).click();
    await page.getByText('已生成', { exact: true }).waitFor();
    await expectNoSidewaysScroll(page);
    await picture(page, 'audit-reports');

    const pdf = await download(
      page,
      () => page.getByRole('link', { name: /^(?:download )?PDF/ }).click(),
      place.folder,
      'report.pdf',
    );
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const html = await download(
      page,
      () => page.getByRole('link', { name: '网页' }).click(),
      place.folder,
      'report.html',
    );
    expect(readFileSync(html, 'utf8')).toContain('松溪县民政局');

    await page.getByRole('button', { name: '查看' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: '审计月报' }).waitFor();
    // The page's own style applies under its policy: headings have its rule below them.
    const border = await frame
      .getByRole('heading', { level: 2 })
      .first()
      .evaluate((element) => (globalThis as unknown as Styled).getComputedStyle(element).borderBottomWidth);
    expect(border).toBe('2px');
    await picture(page, 'audit-report-read');
    expect(complaints).toEqual([]);
  });
});
