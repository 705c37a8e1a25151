import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Installation } from './installation.ts';
import { choose, confirmWithReason, download, open } from './person.ts';

/** Asks for a staff certificate with a key made by the system. @returns the path of the request's page */
export async function requestStaffCertificate(
  page: Page,
  place: Installation,
  holder: string,
): Promise<string> {
  await open(page, place, '/requests/new', '新建申请');
  await page.getByTestId('profile-staff-signin').click();
  await choose(page, page.getByLabel('人员', { exact: true }), holder, holder);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('由系统产生密钥').click();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel('申请理由').fill('新入职，办理业务系统登录证书');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { level: 1, name: '签发' }).waitFor();
  return new URL(page.url()).pathname;
}

/** Asks for a certificate to be revoked. @returns the path of the request's page */
export async function requestRevocation(
  page: Page,
  place: Installation,
  certificate: string,
  holder: string,
) {
  await open(page, place, certificate, holder);
  await page.getByRole('button', { name: '吊销' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.textContent()).toContain('不可恢复');
  await dialog.getByLabel('吊销原因').click();
  await page.locator('.ant-select-dropdown:visible').getByText('人员调离或单位变更').click();
  await confirmWithReason(page, '已调离本单位', '提交申请');
  await page.getByRole('heading', { level: 1, name: '吊销' }).waitFor();
  return new URL(page.url()).pathname;
}

/** Opens a request from the list of what waits for the reader, and approves its step. */
export async function approve(
  page: Page,
  place: Installation,
  request: string,
  opinion: string,
): Promise<void> {
  await open(page, place, '/requests?view=waiting', '申请与审批');
  await page.locator(`a[href="${request}"]`).click();
  const card = page.getByTestId('decision');
  await card.getByLabel('意见').fill(opinion);
  await card.getByRole('button', { name: '同意' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '同意' }).click();
  await page.getByText('意见已签署').waitFor();
}

/** Opens the reader's own PKCS#12 file in the page of a request, for signing with its key. */
export async function openOwnKey(
  page: Page,
  place: Installation,
  request: string,
  file: string,
  password: string,
) {
  await page.goto(`${place.urls.console}${request}`);
  const card = page.getByTestId('decision');
  await card.locator('input[type=file]').setInputFiles(file);
  await card.getByPlaceholder('证书文件口令').fill(password);
  await card.getByRole('button', { name: '打开' }).click();
  await card.getByText('的私钥签名').waitFor();
}

/** Collects the key of an issued request, once. @returns the path of the PKCS#12 file */
export async function collect(
  page: Page,
  place: Installation,
  request: string,
  password: string,
  name: string,
) {
  await page.goto(`${place.urls.console}${request}`);
  const card = page.getByTestId('collect');
  await card.getByLabel('证书文件口令', { exact: true }).fill(password);
  await card.getByLabel('再次输入证书文件口令').fill(password);
  const path = await download(
    page,
    () => card.getByRole('button', { name: '领取' }).click(),
    place.folder,
    name,
  );
  await card.waitFor({ state: 'detached' });
  return path;
}
