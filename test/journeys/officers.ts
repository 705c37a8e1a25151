import type { Page } from 'playwright-core';
import type { Installation } from './installation.ts';
import { authenticatorCode, choose, confirmWithReason, open, signInByPassword } from './person.ts';

/** An account to be made: who, under which name, for which person of the directory. */
export type Appointment = {
  readonly loginName: string;
  readonly name: string;
  readonly roles: readonly string[];
};

/** The system administrator makes an account. @returns the password for the first sign-in */
export async function makeAccount(
  page: Page,
  place: Installation,
  { loginName, name }: Appointment,
): Promise<string> {
  await open(page, place, '/system/accounts', '账户');
  await page.getByRole('button', { name: '新建账户' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('姓名').fill(name);
  await dialog.getByLabel('登录账户').fill(loginName);
  await choose(page, dialog.getByLabel('对应人员'), name, name);
  await dialog.getByLabel('生成一次性口令').check();
  await dialog.getByRole('button', { name: '新建账户' }).click();
  const once = page.getByRole('dialog', { name: '一次性口令' });
  const password = (await once.locator('.mono').textContent())!.trim();
  await once.getByRole('button', { name: '关闭' }).last().click();
  return password;
}

/** The security administrator gives an account its roles. */
export async function grantRoles(
  page: Page,
  place: Installation,
  { loginName, name, roles }: Appointment,
): Promise<void> {
  await open(page, place, `/system/accounts?q=${loginName}`, '账户');
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('button', { name: '授予角色' }).click();
  for (const role of roles) await choose(page, page.getByRole('dialog').getByLabel('角色'), role, role);
  await page.keyboard.press('Escape');
  await confirmWithReason(page, '岗位职责需要', '授予角色');
  await page.getByText('操作成功').waitFor();
}

/** The first sign-in: another password and an authenticator, before anything else is possible. */
export async function firstSignIn(
  page: Page,
  place: Installation,
  name: string,
  once: string,
  password: string,
) {
  await signInByPassword(page, place, name, once);
  await page.getByText('请先修改口令，再进行其他操作').waitFor();
  await page.getByLabel('当前口令').fill(once);
  await page.getByLabel('新口令', { exact: true }).fill(password);
  await page.getByLabel('再次输入新口令').fill(password);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('口令已修改').waitFor();
  await page.getByRole('button', { name: '启用动态验证码' }).click();
  const card = page.locator('.ant-card', { hasText: '动态验证码（手机令牌）' });
  const secret = (await card.locator('.mono').textContent())!;
  await card.getByLabel('输入手机令牌显示的 6 位数字').fill(authenticatorCode(secret));
  await card.getByRole('button', { name: '确认启用' }).click();
  await page.getByText('动态验证码已启用').waitFor();
}
