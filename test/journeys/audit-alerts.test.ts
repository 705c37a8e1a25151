import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, type Composed, call, setUp, signIn } from '../composed.ts';
import { freePorts } from '../free-ports.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { start } from '../program.ts';
import { type Installation, installComposed } from './installation.ts';
import {
  choose,
  confirmWithReason,
  download,
  expectNoSidewaysScroll,
  open,
  picture,
  seat,
} from './person.ts';

const officer = { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] };
const colleague = { loginName: 'shenji2', name: '杜若兰', roles: ['audit-officer'] };
const attacker = '10.12.9.3';
const attempts = 12;
const phone = '13812345678';
const bruteForce = 'SSH 暴力破解';

describe.skipIf(!chromium.found)(
  'an alert becomes a case, the case evidence that others can check',
  { timeout: 180_000 },
  () => {
    let place: Installation;
    let product: Composed;
    let browser: Browser;
    let folder: string;
    let syslogPort: number;
    let caseUrl: string;
    let alertUrl: string;
    let ruleUrl: string;
    const desks = new Map<string, Page>();
    const complaints: string[] = [];

    const take = async (loginName: string): Promise<void> => {
      desks.set(loginName, await seat(browser, product, place, loginName, complaints));
    };
    const desk = (loginName: string) => desks.get(loginName)!;
    const verifyProof = (file: string, key: string) =>
      start('bin/anmin.mjs', ['audit', 'verify-proof', file, '--key', key], {}, folder).ended();

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'anmin-elsewhere-'));
      [syslogPort] = (await freePorts(1)) as [number];
      const settings = { 'audit.syslog.tcpPort': String(syslogPort) };
      [{ place, product }, browser] = await Promise.all([installComposed({ settings }), launchChromium()]);
      await setUp(product);
      await appoint(product, officer);
      await appoint(product, colleague);
      for (const name of ['security', 'audit', officer.loginName]) await take(name);
      const admin = await signIn(product, 'security');
      const source = { id: 'servers', title: '业务服务器', class: 'operations', kind: 'syslog' };
      await call(product, admin, 'POST', '/api/audit/sources', source);
      const sender = { kind: 'address', value: '127.0.0.1' };
      await call(product, admin, 'POST', '/api/audit/sources/servers/senders', sender);
      await sendLines(syslogPort, sshFailures());
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await place?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it('a rule raises it; its records, its subject and the rule are shown in words', async () => {
      const page = desk(officer.loginName);
      await open(page, place, '/audit/alerts', '告警');
      const row = page.getByRole('row', { name: new RegExp(bruteForce) });
      await row.getByText(attacker).waitFor();
      await page.getByTestId('alert-summary').getByRole('button', { name: '高 1' }).click();
      expect(new URL(page.url()).searchParams.get('level')).toBe('high');
      await row.getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: new RegExp(bruteForce) }).waitFor();
      alertUrl = new URL(page.url()).pathname;
      await page.getByText('同一地址五分钟内 SSH 登录失败 10 次以上').waitFor();
      const records = page.getByRole('row', { name: /SSH 登录/ });
      await expect.poll(() => records.count()).toBe(attempts);
      ruleUrl = new URL(
        (await page.getByRole('link', { name: '查看规则' }).getAttribute('href'))!,
        place.urls.console,
      ).pathname;
      await records.first().getByRole('button').click();
      await page.waitForURL(/\/audit\/events\/\d{8}-[0-9a-f]{12}$/);
    });

    it('it is put into a case, which is commented, given evidence and handed over', async () => {
      const page = desk(officer.loginName);
      const eventId = new URL(page.url()).pathname.split('/').at(-1)!;
      await open(page, place, alertUrl, new RegExp(bruteForce));
      await page.getByRole('button', { name: '转入案件' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '转入案件' }).click();
      await page.waitForURL(/\/audit\/cases\/[0-9a-f-]{36}$/);
      caseUrl = new URL(page.url()).pathname;
      await page.getByTestId('entry-alert').getByText(bruteForce).waitFor();
      await page.getByLabel('备注').fill('已联系机房核实来源地址');
      await page.getByRole('button', { name: '添加备注' }).click();
      await page.getByTestId('entry-comment').getByText('已联系机房核实来源地址').waitFor();
      await page.getByRole('button', { name: '添加证据' }).click();
      const evidence = page.getByRole('dialog', { name: '添加证据' });
      await evidence.getByLabel('审计记录编号').fill(eventId);
      await evidence.getByLabel('证明内容').fill('最后一次尝试');
      await evidence.getByRole('button', { name: '添加证据' }).click();
      await page.getByTestId('entry-evidence').getByRole('link', { name: eventId }).waitFor();
      await page.getByRole('button', { name: '移交', exact: true }).click();
      const handOver = page.getByRole('dialog', { name: '移交' });
      await choose(page, handOver.getByLabel('移交给'), colleague.name, colleague.name);
      await handOver.getByRole('button', { name: '移交', exact: true }).click();
      await page.getByTestId('entry-assigned').getByText(colleague.name).waitFor();
    });

    it('its evidence is exported; verify-proof takes it with file and key alone, not after one bit', async () => {
      const page = desk(officer.loginName);
      await page.getByRole('button', { name: '导出证据' }).click();
      const dialog = page.getByRole('dialog', { name: '导出证据' });
      await dialog.getByLabel('用途').fill('移送公安机关');
      await dialog.getByRole('button', { name: '导出证据' }).click();
      await page.waitForURL(/view=exports/);
      await page.getByText('已完成', { exact: true }).waitFor();
      await page.getByText(`${attempts} 条`, { exact: false }).first().waitFor();
      const save = () => page.getByRole('link', { name: '下载' }).click();
      const file = await download(page, save, folder, 'case.anmin-evidence.jsonl');
      await page.getByRole('tab', { name: '保存状态' }).click();
      const saveKey = () => page.getByRole('button', { name: '下载公钥' }).click();
      const key = await download(page, saveKey, folder, 'log.pub');

      const good = await verifyProof(file, key);
      expect(good.output).toContain(`证据成立：${attempts} 条记录全部核验通过`);
      expect(good.code).toBe(0);

      const bytes = readFileSync(file);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = bytes[at]! ^ 1;
      const changed = join(folder, 'changed.anmin-evidence.jsonl');
      writeFileSync(changed, bytes);
      const bad = await verifyProof(changed, key);
      expect(bad.output).toContain('证据不成立');
      expect(bad.code).toBe(1);
    });

    it('what a search found is exported by the same dialog', async () => {
      const page = desk(officer.loginName);
      await open(
        page,
        place,
        `/audit/search/operations?q=${encodeURIComponent('程序:sshd')}`,
        '运维管理审计',
      );
      await page.getByRole('link', { name: '导出证据' }).click();
      const dialog = page.getByRole('dialog', { name: '导出证据' });
      await expect
        .poll(() => dialog.getByLabel('检索条件').inputValue())
        .toBe('程序:sshd anmin.class:operations');
      await dialog.getByRole('button', { name: '取消' }).click();
      expect(new URL(page.url()).searchParams.has('export')).toBe(false);
    });

    it('the case is closed with a verdict, which closes its alert, and opened again', async () => {
      const page = desk(officer.loginName);
      await open(page, place, caseUrl, new RegExp(bruteForce));
      await page.getByRole('button', { name: '结案' }).click();
      const dialog = page.getByRole('dialog', { name: '结案' });
      await dialog.getByText('确属问题').click();
      await dialog.getByLabel('结案意见').fill('外包人员违规扫描，已终止其访问');
      await dialog.getByRole('button', { name: '结案' }).click();
      await page.getByText('已结案：确属问题').waitFor();
      await open(page, place, '/audit/alerts?view=closed', '告警');
      await page.getByRole('row', { name: new RegExp(`${bruteForce}.*确属问题`) }).waitFor();
      await open(page, place, caseUrl, new RegExp(bruteForce));
      await page.getByRole('button', { name: '重新打开' }).click();
      await confirmWithReason(page, '公安机关要求补充材料', '重新打开');
      await page.getByTestId('entry-reopened').getByText('公安机关要求补充材料').waitFor();
    });

    it('the whole log is checked, and said to be sound only then', async () => {
      const page = desk('audit');
      await open(page, place, '/audit/evidence', '证据');
      expect(await page.getByTestId('evidence-check').count()).toBe(0);
      await page.getByRole('button', { name: '立即核查' }).click();
      await page.getByTestId('evidence-check').getByText('核查通过').waitFor();
    });

    it('a hold of the audit administrator is lifted by a second person, not by the same', async () => {
      const [audit, security] = [desk('audit'), desk('security')];
      await open(audit, place, '/audit/evidence?view=holds', '证据');
      await audit.getByRole('button', { name: '设置法律保全' }).click();
      const dialog = audit.getByRole('dialog', { name: '设置法律保全' });
      await dialog.getByLabel('保全事项').fill('配合公安机关调查');
      await dialog.getByLabel('原因').fill('收到调取证据通知书');
      await dialog.getByRole('button', { name: '设置法律保全' }).click();
      await audit.getByRole('row', { name: /配合公安机关调查.*保全中/ }).waitFor();
      await audit.getByRole('button', { name: '申请解除' }).click();
      await confirmWithReason(audit, '案件已经办结', '申请解除');
      const row = (page: Page) => page.getByRole('row', { name: /配合公安机关调查/ });
      await row(audit).getByText('已申请解除').waitFor();
      await row(audit).getByRole('button', { name: '同意解除' }).click();
      await audit.getByRole('dialog').getByRole('button', { name: '同意解除' }).click();
      await audit
        .locator('.ant-message')
        .getByText(/申请人不能自己同意/)
        .waitFor();
      await picture(audit, 'audit-hold-asked');
      expect(await row(audit).getByText('已申请解除').count()).toBe(1);

      await open(security, place, '/audit/evidence?view=holds', '证据');
      await row(security).getByRole('button', { name: '同意解除' }).click();
      await picture(security, 'audit-hold-consent');
      await security.getByRole('dialog').getByRole('button', { name: '同意解除' }).click();
      await row(security).getByText('已解除').waitFor();
      await row(audit).getByText('韩德胜 申请，林静怡 同意').waitFor();
    });

    it('the security administrator switches a rule off and on, with reasons; a rule is tried first', async () => {
      const [security, page] = [desk('security'), desk(officer.loginName)];
      await open(page, place, ruleUrl, new RegExp(bruteForce));
      await page.getByRole('button', { name: '开始试运行' }).click();
      await page
        .getByTestId('trial-result')
        .getByText(/命中 \d+ 次/)
        .waitFor();
      await page
        .getByTestId('trial-result')
        .getByRole('row', { name: /SSH 登录/ })
        .first()
        .waitFor();
      expect(await page.getByRole('switch').isDisabled()).toBe(true);

      await open(security, place, `/audit/rules?q=${encodeURIComponent(bruteForce)}`, '检测规则');
      const toggle = security
        .getByRole('row', { name: /五分钟内 SSH 登录失败 10 次以上/ })
        .getByRole('switch');
      await toggle.click();
      await picture(security, 'audit-rule-off');
      await confirmWithReason(security, '本周渗透测试', '停用规则');
      await expect.poll(() => toggle.isChecked()).toBe(false);
      await security.getByRole('dialog').waitFor({ state: 'detached' });
      await toggle.click();
      await confirmWithReason(security, '测试结束', '启用规则');
      await expect.poll(() => toggle.isChecked()).toBe(true);
      // Switching a rule off is itself something that is alerted of.
      await open(security, place, '/audit/alerts', '告警');
      const guard = security.getByRole('row', { name: /审计保护措施被改动/ }).first();
      await guard.waitFor();

      // What watches the administrators cannot be switched off or excepted, and the page says why.
      await guard.getByRole('link').click();
      await security.getByText('任何人都不能停用它').waitFor();
      expect(await security.getByRole('button', { name: '设置例外' }).isDisabled()).toBe(true);
      await security.getByRole('link', { name: '查看规则' }).click();
      await security.getByRole('heading', { level: 1, name: /审计保护措施被改动/ }).waitFor();
      expect(await security.getByRole('switch').isDisabled()).toBe(true);
      await security.getByText('任何人都不能停用它').waitFor();
      await picture(security, 'audit-rule-protected');
    });

    it('whom an alert is about is masked; who may unmasks it with a reason, on record', async () => {
      const [page, security] = [desk(officer.loginName), desk('security')];
      // The rule learns from the first account; the second one has the number of a telephone for its name.
      await sendLines(syslogPort, sudo('deploy') + sudo(phone));
      await open(page, place, '/audit/alerts', '告警');
      const row = page.getByRole('row', { name: /不常用的账号以 root 执行命令.*138\*{4}5678/ });
      await row.getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: /不常用的账号以 root 执行命令/ }).waitFor();
      await page.getByText('个人信息已遮盖').waitFor();
      const subject = page.locator('.ant-card', { hasText: '告警对象' });
      expect(await subject.textContent()).not.toContain(phone);
      await page.getByRole('button', { name: '查看未遮盖的内容' }).click();
      await confirmWithReason(page, '核实提权操作的人员', '查看未遮盖的内容');
      await page.getByText('正在显示未遮盖的个人信息').waitFor();
      await subject.getByText(phone, { exact: true }).waitFor();
      await picture(page, 'audit-alert-unmasked');
      await page.getByRole('button', { name: '重新遮盖' }).click();
      await subject.getByText('138****5678', { exact: true }).waitFor();

      await open(security, place, `/audit/search?q=${encodeURIComponent('核实提权操作的人员')}`, '审计检索');
      await security.getByRole('row', { name: /何清源/ }).waitFor();
    });

    it('who sees a person only masked holds back what is about that person, and no more', async () => {
      const security = desk('security');
      const sudoers = (host: string, user: string) => [sudo('deploy', host), sudo(user, host)].join('');
      await open(security, place, `/audit/alerts?q=${encodeURIComponent('138****5678')}`, '告警');
      await security
        .getByRole('row', { name: /138\*{4}5678.*web1/ })
        .getByRole('link')
        .click();
      await security.getByRole('button', { name: '设置例外' }).click();
      const dialog = security.getByRole('dialog', { name: '设置例外' });
      expect(await dialog.getByLabel('同一人员：138****5678').isChecked()).toBe(true);
      await picture(security, 'audit-exception-like');
      await dialog.getByLabel('同一主机：web1').uncheck();
      await dialog.getByLabel('原因').fill('新任运维人员交接');
      await dialog.getByRole('button', { name: '设置例外' }).click();
      await dialog.waitFor({ state: 'detached' });

      // On another machine it is the same person; somebody who looks the same under the mask is not.
      await sendLines(syslogPort, sudoers('web2', phone) + sudoers('web3', '13899995678'));
      await open(security, place, '/audit/alerts', '告警');
      await security.getByRole('row', { name: /138\*{4}5678.*web3/ }).waitFor();
      await open(security, place, '/audit/alerts?view=suppressed', '告警');
      await security.getByRole('row', { name: /138\*{4}5678.*web2/ }).waitFor();
      expect(await security.getByRole('row', { name: /web3/ }).count()).toBe(0);
      await open(security, place, '/audit/alerts?view=exceptions', '告警');
      const row = security.getByRole('row', { name: /新任运维人员交接/ });
      await row.getByText('user.name:"138****5678"').waitFor();
      expect(await row.textContent()).not.toContain(phone);
    });

    it('an exception made from an alert holds the next one back, which is not lost, and is ended', async () => {
      const security = desk('security');
      const stopped = () => sendLines(syslogPort, sudo('yunwei', 'web1', '/usr/bin/systemctl stop rsyslog'));
      await stopped();
      await open(security, place, '/audit/alerts', '告警');
      await security
        .getByRole('row', { name: /操作系统审计或日志服务被停止/ })
        .getByRole('link')
        .click();
      await security.getByText('审计记录的内容由审计管理员和审计员查看').waitFor();
      await security.getByRole('button', { name: '设置例外' }).click();
      const dialog = security.getByRole('dialog', { name: '设置例外' });
      expect(await dialog.getByLabel('只压制符合此条件的记录').inputValue()).toContain('用户:');
      await dialog.getByLabel('原因').fill('本周服务器检修已报批');
      await dialog.getByRole('button', { name: '设置例外' }).click();
      await dialog.waitFor({ state: 'detached' });
      await open(security, place, '/audit/alerts?view=exceptions', '告警');
      const row = security.getByRole('row', { name: /本周服务器检修已报批/ });
      await row.getByText('生效中').waitFor();
      await stopped();
      await row.getByText('1', { exact: true }).waitFor();
      await picture(security, 'audit-exceptions');
      await row.getByRole('button', { name: '立即结束' }).click();
      await security.locator('.ant-popconfirm').getByRole('button', { name: '立即结束' }).click();
      await row.getByText('已结束').waitFor();
      await open(security, place, '/audit/alerts?view=suppressed', '告警');
      await security.getByRole('row', { name: /操作系统审计或日志服务被停止.*已压制/ }).waitFor();
    });

    it('every page is whole at two sizes, in both languages', async () => {
      const page = desk(officer.loginName);
      const paths = {
        overview: '/',
        alerts: '/audit/alerts',
        alert: alertUrl,
        exceptions: '/audit/alerts?view=exceptions',
        cases: '/audit/cases?view=all',
        case: caseUrl,
        rules: '/audit/rules',
        rule: ruleUrl,
        evidence: '/audit/evidence',
        exports: '/audit/evidence?view=exports',
        holds: '/audit/evidence?view=holds',
      };
      for (const language of ['中文', 'English']) {
        await page.getByText(language, { exact: true }).click();
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(`${place.urls.console}${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
          if (language === 'English' && name.startsWith('rule'))
            expect(await page.locator('#content').textContent()).not.toMatch(/\p{Script=Han}/u);
          for (const width of [1440, 1024]) {
            await page.setViewportSize({ width, height: 900 });
            await expectNoSidewaysScroll(page);
            await picture(page, `audit-${name}-${language === 'English' ? 'en' : 'zh'}-${width}`);
          }
        }
      }
    });

    it('no page had an error or broke its content security policy', () => {
      expect(complaints).toEqual([]);
    });
  },
);

/** Failed sign-ins by SSH of one address within a minute, as sshd says them by syslog. */
function sshFailures(): string {
  const begun = Date.now() - 60_000;
  const line = (index: number) =>
    `<86>1 ${new Date(begun + index * 1000).toISOString()} db01 sshd ${2200 + index} - - ` +
    `Failed password for root from ${attacker} port ${51_000 + index} ssh2\n`;
  return Array.from({ length: attempts }, (_, index) => line(index)).join('');
}

/** A command as root, as sudo says it by syslog. */
function sudo(user: string, host = 'web1', command = '/usr/bin/id'): string {
  const said = `${user} : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=${command}`;
  return `<85>1 ${new Date().toISOString()} ${host} sudo - - - ${said}\n`;
}

/** Sends bytes over TCP and ends. */
function sendLines(port: number, lines: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(lines));
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}
