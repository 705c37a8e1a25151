import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Composed, signIn } from '../composed.ts';
import type { Installation } from './installation.ts';

const output = join(import.meta.dirname, '..', 'output');

/** Keeps a picture of a page as the output of the test run. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  await page.screenshot({ path: join(output, `${name}.png`), animations: 'disabled' });
}

/** A person at a desk of their own. */
export type Desk = { readonly context: BrowserContext; readonly page: Page };

// Without motion, as people can ask of their system: a press and its release then meet the same button.
const view = {
  viewport: { width: 1280, height: 800 },
  ignoreHTTPSErrors: true,
  locale: 'zh-CN',
  reducedMotion: 'reduce',
} as const;

/** A desk without a certificate. */
export async function sitDown(browser: Browser): Promise<Desk> {
  const context = await browser.newContext(view);
  return { context, page: await context.newPage() };
}

/** The page of somebody who is signed in already, waiting as long as a busy machine needs. */
export async function seat(
  browser: Browser,
  product: Composed,
  place: Installation,
  loginName: string,
  complaints: string[],
): Promise<Page> {
  return seatOf(browser, place, await signIn(product, loginName), complaints);
}

/** As `seat`, for a session that came from the API. */
export async function seatOf(
  browser: Browser,
  place: Installation,
  session: { readonly cookie: string },
  complaints: string[],
): Promise<Page> {
  const { page, context } = await sitDown(browser);
  page.setDefaultTimeout(30_000);
  complaintsOf(page, complaints);
  const [name, value] = session.cookie.split('=') as [string, string];
  await context.addCookies([{ name, value, url: place.urls.console }]);
  return page;
}

/** A desk whose browser answers the question for a certificate with a PKCS#12 file, signed in by it. */
export async function signInByCertificate(
  browser: Browser,
  place: Installation,
  pkcs12: { readonly path: string; readonly password: string },
): Promise<Desk> {
  const { origin } = new URL(place.urls.certificateSignIn);
  const certificate = { origin, pfxPath: pkcs12.path, passphrase: pkcs12.password };
  const context = await browser.newContext({ ...view, clientCertificates: [certificate] });
  const page = await context.newPage();
  await page.goto(`${place.urls.console}/sign-in`);
  await page.getByTestId('certificate-sign-in').click();
  await page.getByTestId('user-menu').waitFor({ timeout: 30_000 });
  return { context, page };
}

/** Signs in by password; afterwards the page shows the shell. */
export async function signInByPassword(
  page: Page,
  place: Installation,
  name: string,
  password: string,
  code?: string,
) {
  await page.goto(`${place.urls.console}/sign-in`);
  await page.getByLabel('账户', { exact: true }).fill(name);
  await page.getByLabel('口令', { exact: true }).fill(password);
  if (code !== undefined) await page.getByLabel('动态验证码').fill(code);
  await page.getByRole('button', { name: '口令登录' }).click();
  await page.getByTestId('user-menu').waitFor();
}

/** Opens a page of the console by its path and waits for its heading. */
export async function open(
  page: Page,
  place: Installation,
  path: string,
  heading: string | RegExp,
): Promise<void> {
  await page.goto(`${place.urls.console}${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** Chooses an option of a drop-down list by typing what it is searched by. */
export async function choose(
  page: Page,
  list: Locator,
  typed: string,
  option: string | RegExp,
): Promise<void> {
  await list.click();
  await list.fill(typed);
  await page.locator('.ant-select-dropdown:visible').getByText(option).first().click();
}

/** Fills the reason of an open dialog and confirms it. */
export async function confirmWithReason(
  page: Page,
  reason: string,
  button: string,
  label = '原因',
): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(label, { exact: true }).fill(reason);
  await dialog.getByRole('button', { name: button }).click();
}

/** Saves the file that a click offers. @returns its path */
export async function download(
  page: Page,
  click: () => Promise<void>,
  folder: string,
  name: string,
): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  const path = join(folder, name);
  await file.saveAs(path);
  return path;
}

/** The six digits of an authenticator now (RFC 6238, SHA-1, 30 s). */
export function authenticatorCode(secret: string, now = Date.now()): string {
  const bits = [...secret.replace(/[\s=]/g, '')]
    .map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash[19]! & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** Gathers in `complaints` what a page says went wrong: errors, and what its security policy refused. */
export function complaintsOf(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself notes each refused answer; whether it was right is for the test to say.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      complaints.push(message.text());
  });
}

type Box = { readonly scrollWidth: number; readonly clientWidth: number };

/** Fails when something is wider than its place. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page
    .locator('#content')
    .evaluate((content) => (content as unknown as Box).scrollWidth - (content as unknown as Box).clientWidth);
  expect(wider, page.url()).toBeLessThanOrEqual(0);
}
