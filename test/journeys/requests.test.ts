import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appoint, type Composed, call, passwordOf, setUp, signIn } from '../composed.ts';
import { type Office, openOffice } from '../office.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { openssl, runOpenssl } from '../peers/openssl.ts';
import { type Installation, installComposed } from './installation.ts';
import {
  choose,
  confirmWithReason,
  download,
  open,
  picture,
  seatOf,
  signInByPassword,
  sitDown,
} from './person.ts';

const serverName = '婚姻登记系统';
const domain = 'marriage.songxi.gov.cn';
const worker = { loginName: 'worker', name: '陈秀兰' };
const attempts = 2;
type Session = { readonly cookie: string };

describe.skipIf(!chromium.found || !openssl.found)(
  'what officers do with requests, certificates and accounts, in a browser',
  { timeout: 120_000 },
  () => {
    let place: Installation;
    let product: Composed;
    let office: Office;
    let admin: Session;
    let browser: Browser;
    const desks = new Map<string, Page>();
    const complaints: string[] = [];
    let certificate: string;

    const at = (name: string): Page => desks.get(name)!;
    /** A desk whose session came from the API: sign-ins from one address are limited a minute. */
    const seat = async (name: string, session: Session): Promise<Page> => {
      const page = await seatOf(browser, place, session, complaints);
      desks.set(name, page);
      return page;
    };

    /** The other officers decide, by calls: that they can in the browser is another journey. */
    const carry = async (request: string) => {
      const officers: Readonly<Record<string, Office['entry']>> = {
        review: office.reviewer,
        approve: office.approver,
      };
      for (;;) {
        const { step } = (await call(product, office.entry, 'GET', `/api/pki${request}`)).body.request;
        if (step === null) return;
        const path = `/api/pki${request}/decisions`;
        const { status, body } = await call(product, officers[step]!, 'POST', path, { decision: 'approve' });
        if (status >= 300) throw new Error(JSON.stringify(body));
      }
    };
    const pathOf = (page: Page) => new URL(page.url()).pathname;

    /** Asks for a change of the certificate. @returns the path of the request */
    const ask = async (
      page: Page,
      act: string,
      consequence: string,
      more?: (dialog: Page) => Promise<void>,
    ) => {
      await open(page, place, certificate, serverName);
      await page.getByRole('button', { name: act, exact: true }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.textContent()).toContain(consequence);
      await dialog.getByRole('button', { name: '提交申请' }).click();
      await dialog.getByText('请填写原因').waitFor();
      await more?.(page);
      await confirmWithReason(page, '按工作安排办理', '提交申请');
      await page.getByRole('heading', { level: 1, name: act }).waitFor();
      return pathOf(page);
    };

    /** A key of the server's own and its PKCS#10 in DER. */
    const ownKey = (name: string) => {
      const key = join(place.folder, `${name}.key`);
      const request = join(place.folder, `${name}.csr`);
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
      const made = runOpenssl([
        ...['req', '-new', ...curve, '-subj', '/CN=anything', '-outform', 'DER', '-out', request],
      ]);
      expect(made.code, made.out).toBe(0);
      return { key, request };
    };

    /** A server certificate's wizard up to the step of the key. */
    const toKeyStep = async (page: Page) => {
      await open(page, place, '/requests/new', '新建申请');
      await page.getByTestId('profile-server').click();
      await choose(page, page.getByLabel('服务器', { exact: true }), serverName, serverName);
      await page.getByRole('button', { name: '下一步' }).click();
    };

    beforeAll(async () => {
      const settings = { 'access.lockoutAttempts': String(attempts) };
      [{ place, product }, browser] = await Promise.all([installComposed({ settings }), launchChromium()]);
      await setUp(product);
      office = await openOffice(product);
      admin = await signIn(product, 'system');
      const tree = await call(product, admin, 'GET', '/api/pki/organisations');
      const made = await call(product, admin, 'POST', '/api/pki/holders', {
        kind: 'server',
        organisationId: tree.body.items[0].id,
        name: serverName,
        number: 'SV001',
        dnsNames: [domain],
        ipAddresses: [],
      });
      if (made.status >= 300) throw new Error(JSON.stringify(made.body));
      await appoint(product, worker);
    }, 120_000);
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

    it('a request that does not prove its key is refused with text and code; the right one becomes a certificate', async () => {
      const { key, request } = ownKey('server');
      const tampered = Buffer.from(readFileSync(request));
      tampered[tampered.length - 1]! ^= 1;
      const forged = join(place.folder, 'forged.csr');
      writeFileSync(forged, tampered);

      const page = await seat('entry', office.entry);
      await toKeyStep(page);
      await page.locator('input[type=file]').setInputFiles(forged);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByLabel('申请理由').fill('系统上线');
      await page.getByRole('button', { name: '提交申请' }).click();
      const alert = page.getByRole('alert').filter({ hasText: '错误代码' });
      await alert.getByText('pki.order-refused').waitFor();
      expect(await alert.textContent()).toContain('未能证明申请者持有该私钥');
      await picture(page, 'csr-refused');

      await page.getByRole('button', { name: '上一步' }).click();
      await page.locator('input[type=file]').setInputFiles(request);
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByRole('button', { name: '提交申请' }).click();
      await page.getByRole('heading', { level: 1, name: '签发' }).waitFor();
      await carry(pathOf(page));
      await page.getByRole('link', { name: '查看证书' }).click();
      await page.getByRole('heading', { level: 1, name: serverName }).waitFor();
      certificate = pathOf(page);

      await page.getByRole('button', { name: '下载' }).click();
      const pem = await download(
        page,
        () => page.getByText('PEM 格式（.pem）', { exact: true }).click(),
        place.folder,
        'server.pem',
      );
      const certified = runOpenssl(['x509', '-in', pem, '-noout', '-pubkey', '-checkhost', domain]);
      expect(certified.out).toContain('does match certificate');
      expect(certified.out).toContain(runOpenssl(['pkey', '-in', key, '-pubout']).out.trim());
    });

    it('a reviewer rejects only with a reason, which the requester reads', async () => {
      const entry = at('entry');
      const reviewer = await seat('reviewer', office.reviewer);
      const request = await ask(entry, '更新', '签发新证书');
      await reviewer.goto(`${place.urls.console}${request}`);
      const card = reviewer.getByTestId('decision');
      await card.getByRole('button', { name: '驳回' }).click();
      await card.getByText('驳回必须写明原因').waitFor();
      await card.getByLabel('意见').fill('材料不齐，请补充');
      await card.getByRole('button', { name: '驳回' }).click();
      const sure = reviewer.getByRole('dialog');
      expect(await sure.textContent()).toContain('申请随即结束');
      await sure.getByRole('button', { name: '驳回' }).click();
      await reviewer.getByText('意见已签署').waitFor();
      await entry.getByRole('heading', { level: 1 }).getByText('已驳回').waitFor();
      await entry.getByText('材料不齐，请补充').waitFor();
    });

    it('a requester withdraws', async () => {
      const entry = at('entry');
      await ask(entry, '暂停', '证书立即停用');
      await entry.getByRole('button', { name: '撤回申请' }).click();
      expect(await entry.getByRole('dialog').textContent()).toContain('已签署的意见仍然留存');
      await confirmWithReason(entry, '不再需要', '撤回申请');
      await entry.getByRole('heading', { level: 1 }).getByText('已撤回').waitFor();
    });

    it('a certificate is suspended and released', async () => {
      const entry = at('entry');
      for (const [act, consequence, state] of [
        ['暂停', '证书立即停用', '已暂停'],
        ['恢复', '证书重新有效', '有效'],
      ] as const) {
        const request = await ask(entry, act, consequence);
        await carry(request);
        await entry.getByRole('heading', { level: 1 }).getByText('已办结').waitFor();
        await open(entry, place, certificate, serverName);
        await entry.getByRole('heading', { level: 1 }).getByText(state, { exact: true }).waitFor();
        if (act === '暂停') await picture(entry, 'certificate-suspended');
      }
    });

    it('a certificate is renewed with the key that the server keeps', async () => {
      const entry = at('entry');
      const request = await ask(entry, '更新', '原证书在到期前继续有效', (page) =>
        page.getByRole('dialog').getByText('沿用原密钥').click(),
      );
      await carry(request);
      await entry.getByRole('link', { name: '查看新证书' }).click();
      await entry.getByRole('link', { name: '更新自原证书' }).waitFor();
      expect(pathOf(entry)).not.toBe(certificate);
      await entry.getByRole('link', { name: '更新自原证书' }).click();
      await entry.getByText('此证书已更新').waitFor();
      expect(pathOf(entry)).toBe(certificate);
    });

    it('a certificate is renewed with a new key of the holder’s own, by PKCS#10', async () => {
      const entry = at('entry');
      const { key, request: csr } = ownKey('next');
      const request = await ask(entry, '更新', '原证书在到期前继续有效', async (page) => {
        const dialog = page.getByRole('dialog');
        await dialog.getByText('自行产生新密钥').click();
        await dialog.getByLabel('原因', { exact: true }).fill('更换密钥');
        await dialog.getByRole('button', { name: '提交申请' }).click();
        await dialog.getByText('请上传或粘贴 PKCS#10 证书请求').waitFor();
        await dialog.locator('input[type=file]').setInputFiles(csr);
        await dialog.getByText('请上传或粘贴 PKCS#10 证书请求').waitFor({ state: 'detached' });
        await picture(page, 'renewal-by-csr');
      });
      await carry(request);
      await entry.getByRole('link', { name: '查看新证书' }).click();
      await entry.getByRole('link', { name: '更新自原证书' }).waitFor();
      const id = pathOf(entry).split('/').at(-1);
      const file = await call(product, office.entry, 'GET', `/api/pki/certificates/${id}/file?format=pem`);
      const pem = Buffer.from(file.body.content, 'base64');
      const certified = runOpenssl(['x509', '-noout', '-pubkey'], pem);
      expect(certified.out).toContain(runOpenssl(['pkey', '-in', key, '-pubout']).out.trim());
    });

    it('a revocation names what it does, asks for both reasons and cannot be undone', async () => {
      const entry = at('entry');
      const request = await ask(entry, '吊销', '不可恢复', async (page) => {
        const dialog = page.getByRole('dialog');
        await dialog.getByText('此项必填').waitFor();
        await dialog.getByLabel('吊销原因').click();
        await page.locator('.ant-select-dropdown:visible').getByText('停止使用').click();
      });
      await carry(request);
      await entry.getByRole('heading', { level: 1 }).getByText('已办结').waitFor();
      await open(entry, place, certificate, serverName);
      await entry.getByRole('heading', { level: 1 }).getByText('已吊销', { exact: true }).waitFor();
      await entry.getByRole('alert').getByText('停止使用').waitFor();
      expect(await entry.getByRole('button', { name: '吊销', exact: true }).count()).toBe(0);
      // The last of the history leads to those who approved it.
      await entry.getByRole('link', { name: '按审批通过的申请办理' }).last().click();
      await expect.poll(() => pathOf(entry)).toBe(request);
      await entry.getByRole('heading', { level: 1, name: '吊销' }).waitFor();
    });

    it('a disabled account is out at once and comes back when enabled', async () => {
      const desk = await seat('admin', admin);
      const session = await signIn(product, worker.loginName);
      const person = await seat('worker', session);
      await open(person, place, '/requests', '申请与审批');
      await open(desk, place, `/system/accounts?q=${worker.loginName}`, '账户');
      await desk.getByRole('link', { name: worker.name }).click();
      await desk.getByRole('button', { name: '停用账户' }).click();
      expect(await desk.getByRole('dialog').textContent()).toContain('所有会话立即结束');
      await confirmWithReason(desk, '长期离岗', '停用账户');
      await desk.getByRole('button', { name: '启用账户' }).waitFor();
      await person.goto(`${place.urls.console}/requests`);
      await person.getByTestId('certificate-sign-in').waitFor();
      await tryPassword(person, passwordOf(worker.loginName));
      await desk.getByRole('button', { name: '启用账户' }).click();
      await confirmWithReason(desk, '已返岗', '启用账户');
      await desk.getByRole('button', { name: '停用账户' }).waitFor();
      await signInByPassword(person, place, worker.loginName, passwordOf(worker.loginName));
    });

    /** Tries to sign in at the page that asks for it, and is refused. */
    const tryPassword = async (page: Page, password: string, code = 'access.sign-in-refused') => {
      await page.getByLabel('账户', { exact: true }).fill(worker.loginName);
      await page.getByLabel('口令', { exact: true }).fill(password);
      const answered = page.waitForResponse(
        (response) =>
          response.url().endsWith('/api/access/sign-in') && response.request().method() === 'POST',
      );
      await page.getByRole('button', { name: '口令登录' }).click();
      expect((await answered).ok()).toBe(false);
      await page.getByRole('alert').filter({ hasText: code }).waitFor();
    };

    it('guessing locks an account; the security administrator unlocks it', async () => {
      const { page: guesser } = await sitDown(browser);
      guesser.setDefaultTimeout(30_000);
      await guesser.goto(`${place.urls.console}/sign-in`);
      for (let i = 0; i < attempts; i++) await tryPassword(guesser, `wrong-${i}`);
      await tryPassword(guesser, passwordOf(worker.loginName), 'access.locked');
      await picture(guesser, 'sign-in-locked');
      const security = await seat('security', await signIn(product, 'security'));
      await open(security, place, `/system/accounts?q=${worker.loginName}`, '账户');
      await security.getByRole('link', { name: worker.name }).click();
      await security.getByText('锁定', { exact: true }).waitFor();
      await security.getByRole('button', { name: '解除锁定' }).click();
      await confirmWithReason(security, '本人已核实', '解除锁定');
      await security.getByText('正常', { exact: true }).waitFor();
      await signInByPassword(guesser, place, worker.loginName, passwordOf(worker.loginName));
      await guesser.context().close();
    });

    it('a password that the system administrator resets is shown once and must be changed', async () => {
      const desk = at('admin');
      await desk.getByRole('button', { name: '重置口令' }).click();
      expect(await desk.getByRole('dialog').textContent()).toContain('原口令立即失效');
      await confirmWithReason(desk, '本人遗忘口令', '重置口令');
      const once = desk.getByRole('dialog', { name: '一次性口令' });
      const password = (await once.locator('.mono').textContent())!.trim();
      await once.getByRole('button', { name: '关闭' }).last().click();
      await once.waitFor({ state: 'detached' });
      const { page } = await sitDown(browser);
      page.setDefaultTimeout(30_000);
      await page.goto(`${place.urls.console}/sign-in`);
      await tryPassword(page, passwordOf(worker.loginName));
      await signInByPassword(page, place, worker.loginName, password);
      await page.getByText('请先修改口令，再进行其他操作').waitFor();
      await page.context().close();
    });

    it('an organisation is found by name and moved below another with everything in it', async () => {
      const desk = at('admin');
      const above = { code: 'BU', name: '上级主管部门', level: 'ministry' };
      const made = await call(product, admin, 'POST', '/api/pki/organisations', above);
      expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
      await open(desk, place, '/directory/organisations', '机构与人员');
      await desk.getByPlaceholder('机构名称或代码').fill('松溪');
      await desk.keyboard.press('Enter');
      await desk.getByRole('button', { name: '松溪县民政局' }).click();
      await desk.getByRole('button', { name: '修改', exact: true }).first().click();
      const dialog = desk.getByRole('dialog');
      await dialog.getByLabel('移动到').click();
      await desk.locator('.ant-select-dropdown:visible').getByText(above.name).click();
      await dialog.getByRole('button', { name: '保存' }).click();
      await dialog.waitFor({ state: 'detached' });
      await open(desk, place, '/directory/servers', '服务器');
      await desk.getByText(`${above.name} / 松溪县民政局`).waitFor();
    });

    it('the inventory counts what holders have and leads to what the system has itself', async () => {
      const page = at('reviewer');
      await open(page, place, '/certificates', '证书总览');
      await page.getByRole('link', { name: /^系统自用 \d+ 张$/ }).click();
      await page.getByRole('heading', { level: 1, name: '证书查询' }).waitFor();
      await page.getByRole('link', { name: /Root CA/ }).waitFor();
      await page.getByRole('row', { name: new RegExp(serverName) }).waitFor({ state: 'detached' });
    });

    it('the dark look and the language stay as chosen', async () => {
      const page = at('reviewer');
      await open(page, place, '/certificates', '证书总览');
      const background = () =>
        page
          .locator('.ant-layout')
          .first()
          .evaluate((layout) => getComputedStyle(layout as never).backgroundColor);
      const light = await background();
      await page.getByTestId('user-menu').click();
      await page.getByText('深色', { exact: true }).click();
      await page.getByText('English', { exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();
      const dark = await background();
      expect(dark).not.toBe(light);
      expect(brightness(dark)).toBeLessThan(60);
      await picture(page, 'dark');
    });

    it('no page had an error or broke its content security policy', () => {
      expect(complaints).toEqual([]);
    });
  },
);

declare function getComputedStyle(element: never): { readonly backgroundColor: string };

/** Of `rgb(r, g, b)`: 0 … 255. */
function brightness(color: string): number {
  const [r = 255, g = 255, b = 255] = (color.match(/\d+/g) ?? []).map(Number);
  return (r + g + b) / 3;
}
