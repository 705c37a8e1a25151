import { request } from 'node:https';
import { connect } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, type Composed, call, setUp, signIn } from '../composed.ts';
import { freePorts } from '../free-ports.ts';
import { chromium, launchChromium } from '../peers/chromium.ts';
import { type Installation, installComposed } from './installation.ts';
import { expectNoSidewaysScroll, open, picture, seat } from './person.ts';

const officer = { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] };
const idCard = '350724199003072216';
const looks = [
  { message: '查询低保对象信息', user: { name: 'zhangsan' }, source: { ip: '10.12.3.10' }, id_card: idCard },
  { message: '导出低保花名册', user: { name: 'lisi' }, source: { ip: '10.12.3.11' } },
  { message: '打印婚姻登记档案', user: { name: 'zhangsan' }, source: { ip: '10.12.3.10' } },
];

describe.skipIf(!chromium.found)('records are found in the console', { timeout: 120_000 }, () => {
  let place: Installation;
  let product: Composed;
  let browser: Browser;
  let syslogPort: number;
  let security: Page;
  let auditor: Page;
  const complaints: string[] = [];

  const take = (loginName: string) => seat(browser, product, place, loginName, complaints);
  const search = async (page: Page, query: string) => {
    await page.getByLabel('检索条件').fill(query);
    await page.getByRole('button', { name: '查询', exact: true }).click();
    // The address takes the query over before the next one is typed.
    await page.waitForURL((url) => [...url.searchParams.values()].includes(query));
  };
  const drawer = (page: Page) => page.getByRole('dialog', { name: '审计记录' });

  beforeAll(async () => {
    [syslogPort] = (await freePorts(1)) as [number];
    const settings = { 'audit.syslog.tcpPort': String(syslogPort) };
    [{ place, product }, browser] = await Promise.all([installComposed({ settings }), launchChromium()]);
    await setUp(product);
    await appoint(product, officer);
    [security, auditor] = [await take('security'), await take(officer.loginName)];
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await place?.end();
  });

  it('the security administrator makes a source and gets its token once', async () => {
    await open(security, place, '/audit/sources', '日志来源');
    await security.getByRole('button', { name: '新建来源' }).click();
    const form = security.getByRole('dialog', { name: '新建来源' });
    await form.getByLabel('名称').fill('社会救助业务系统');
    await form.getByLabel('来源标识').fill('minzheng-app');
    await form.getByLabel('审计类型').click();
    await security.locator('.ant-select-dropdown:visible').getByText('业务合规性').click();
    await form.getByLabel('接入方式').click();
    await security.locator('.ant-select-dropdown:visible').getByText('HTTPS 批量').click();
    await form.getByRole('button', { name: '保存' }).click();
    await security.getByRole('heading', { level: 1, name: /社会救助业务系统/ }).waitFor();
    await security.getByText('还没有登记发送方').waitFor();
    await security.getByRole('button', { name: '登记发送方' }).click();
    await security.getByRole('dialog').getByRole('button', { name: '签发令牌' }).click();
    const token = (await security.getByTestId('token').textContent())!.trim();
    await picture(security, 'audit-token');
    await security.getByRole('dialog', { name: '令牌' }).getByRole('button', { name: '关闭' }).last().click();
    const lines = looks.map((look) => JSON.stringify({ '@timestamp': new Date().toISOString(), ...look }));
    const url = `${place.urls.console}/api/audit/collect/minzheng-app`;
    expect(JSON.parse(await post(url, token, `${lines.join('\n')}\n`))).toMatchObject({ stored: 3 });
    await security.getByText('正常', { exact: true }).waitFor();
  });

  it('a Chinese word finds the records, in words, and the view is in the address', async () => {
    await open(auditor, place, '/audit/search', '审计检索');
    const rows = auditor.getByRole('row', { name: /低保/ });
    await expect
      .poll(async () => {
        await search(auditor, '低保');
        await auditor.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
        return rows.count();
      })
      .toBe(2);
    await auditor.getByTestId('found').getByText('共 2 条记录').waitFor();
    await auditor.getByRole('row', { name: /婚姻/ }).waitFor({ state: 'detached' });
    await auditor
      .getByRole('region', { name: '用户' })
      .getByRole('button', { name: /zhangsan/ })
      .click();
    await auditor.getByTestId('found').getByText('共 1 条记录').waitFor();
    await auditor.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    expect(await auditor.getByLabel('检索条件').inputValue()).toBe('低保 用户:zhangsan');
    await auditor
      .getByRole('region', { name: '用户' })
      .getByRole('button', { name: /zhangsan/ })
      .click({ modifiers: ['Alt'] });
    await auditor.getByRole('row', { name: /导出低保花名册/ }).waitFor();
    expect(new URL(auditor.url()).searchParams.get('q')).toBe('低保 not 用户:zhangsan');
    await picture(auditor, 'audit-search');
  });

  it('acts of the platform itself have titles in the language of the reader; a click asks for the name', async () => {
    await open(auditor, place, '/audit/search', '审计检索');
    const act = (region: string, button: RegExp) =>
      auditor.getByRole('region', { name: region }).getByRole('button', { name: button });
    await act('动作', /^登录\s*access\.session\.started/).click();
    await expect.poll(() => new URL(auditor.url()).searchParams.get('q')).toBe('动作:access.session.started');
    await auditor
      .getByRole('row', { name: /^\S+ \S+ 登录/ })
      .first()
      .waitFor();
    await auditor.getByText('English', { exact: true }).click();
    await act('Action', /^Signed in\s*access\.session\.started/).waitFor();
    await auditor
      .getByRole('row', { name: /Signed in/ })
      .first()
      .waitFor();
    await auditor.getByText('中文', { exact: true }).click();
  });

  it('a stretch that is drawn over the histogram becomes the range', async () => {
    await open(auditor, place, '/audit/search?range=7d', '审计检索');
    const chart = auditor.getByRole('img', { name: /记录数量随时间的分布/ });
    await chart.locator('svg text').first().waitFor();
    const box = (await chart.boundingBox())!;
    const y = box.y + box.height / 2;
    await auditor.mouse.move(box.x + box.width * 0.5, y);
    await auditor.mouse.down();
    await auditor.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
    await auditor.mouse.move(box.x + box.width - 10, y, { steps: 5 });
    await auditor.mouse.up();
    await expect.poll(() => new URL(auditor.url()).searchParams.get('range')).toMatch(/Z~.*Z$/);
    const [from, to] = new URL(auditor.url()).searchParams
      .get('range')!
      .split('~')
      .map((at) => Date.parse(at));
    const hours = (to! - from!) / 3_600_000;
    expect(hours).toBeGreaterThan(3 * 24);
    expect(hours).toBeLessThan(4 * 24);
    await auditor.getByRole('row', { name: /婚姻/ }).waitFor();
  });

  it('what is wrong with a query is shown at its place', async () => {
    await search(auditor, '低保 and and 用户:lisi');
    const fault = auditor.getByTestId('query-fault');
    await fault.getByText('第 8 个字符处不应出现“and”').waitFor();
    expect(await fault.locator('mark').textContent()).toBe('a');
    await auditor.getByRole('button', { name: '怎样查找' }).click();
    await auditor
      .getByRole('dialog', { name: '怎样查找' })
      .getByRole('button', { name: '低保 导出' })
      .click();
    await auditor.getByRole('row', { name: /花名册/ }).waitFor();
  });

  it('a record is opened, unmasked with a reason, and stands in the evidence', async () => {
    await search(auditor, '查询低保');
    await auditor.getByRole('button', { name: '查询低保对象信息' }).click();
    const panel = drawer(auditor);
    await panel.getByText('个人信息已遮盖').waitFor();
    await panel.getByRole('tab', { name: '原始记录' }).click();
    await panel.getByTestId('raw').waitFor();
    expect(await panel.getByTestId('raw').textContent()).not.toContain(idCard);
    await panel.getByRole('button', { name: '查看未遮盖的内容' }).click();
    await auditor.getByLabel('原因', { exact: true }).fill('核查群众投诉');
    await auditor
      .getByRole('dialog', { name: '查看未遮盖的内容' })
      .getByRole('button', { name: '查看未遮盖的内容' })
      .click();
    await panel.getByText('正在显示未遮盖的个人信息').waitFor();
    expect(await panel.getByTestId('raw').textContent()).toContain(idCard);
    await panel.getByRole('tab', { name: '证据位置' }).click();
    await panel.getByText('社会救助业务系统').waitFor();
    await picture(auditor, 'audit-event');
    expect(new URL(auditor.url()).searchParams.get('event')).toMatch(/^[0-9]{8}-[0-9a-f]{12}$/);
  });

  it('an event leads to all that its person did, day by day', async () => {
    await drawer(auditor).getByRole('link', { name: '人员轨迹' }).click();
    await auditor.getByRole('heading', { level: 1, name: 'zhangsan的轨迹' }).waitFor();
    await auditor.getByRole('row', { name: /婚姻登记/ }).waitFor();
    await auditor.getByRole('row', { name: /低保对象/ }).waitFor();
    expect(await auditor.getByRole('row', { name: /花名册/ }).count()).toBe(0);
    await picture(auditor, 'audit-person');
  });

  it('a search is kept under a name and opened again', async () => {
    await open(
      auditor,
      place,
      `/audit/search/business?q=${encodeURIComponent('导出')}&range=7d`,
      '业务合规性审计',
    );
    await auditor.getByRole('button', { name: '保存检索' }).click();
    const dialog = auditor.getByRole('dialog', { name: '保存检索' });
    await dialog.getByLabel('名称').fill('导出花名册');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'detached' });
    await open(auditor, place, '/audit/search', '审计检索');
    await auditor.getByRole('button', { name: '已保存的检索' }).click();
    await auditor.getByRole('button', { name: '导出花名册', exact: true }).click();
    await auditor.getByRole('row', { name: /导出低保花名册/ }).waitFor();
    expect(new URL(auditor.url()).searchParams.get('range')).toBe('7d');
  });

  it('a line that a server sends by syslog appears to who watches', async () => {
    const admin = await signIn(product, 'security');
    const source = { id: 'servers', title: '业务服务器', class: 'operations', kind: 'syslog' };
    await call(product, admin, 'POST', '/api/audit/sources', source);
    const sender = { kind: 'address', value: '127.0.0.1' };
    await call(product, admin, 'POST', '/api/audit/sources/servers/senders', sender);
    await open(auditor, place, '/audit/search/operations', '运维管理审计');
    const begun = auditor.waitForResponse((answer) => answer.url().endsWith('/api/audit/events/tail'));
    await auditor.getByRole('button', { name: '实时跟踪' }).click();
    expect((await begun).status()).toBe(200);
    const line = `<86>1 ${new Date().toISOString()} db01 sshd 2211 - - Failed password for root from 10.12.9.3 port 51022 ssh2`;
    await sendLine(syslogPort, `${line}\n`);
    await auditor.getByRole('row', { name: /SSH 登录/ }).waitFor();
    await picture(auditor, 'audit-live');
  });

  it('the security administrator sees what the auditor did, and nothing of what he looked at', async () => {
    await open(security, place, '/audit/search', '审计检索');
    await security.getByText('只能看到审计管理员和审计员的操作记录').waitFor();
    await search(security, '未遮盖');
    await security.getByRole('row', { name: /查看未遮盖的个人信息.*核查群众投诉.*何清源/ }).waitFor();
    const answer = security.waitForResponse(
      (each) => each.url().endsWith('/events/search') && each.request().postData()!.includes('婚姻'),
    );
    await search(security, '婚姻');
    const { items } = (await (await answer).json()) as { items: { fields: { anmin: { source: string } } }[] };
    // What was asked for is on record, the records that it is about are not shown.
    expect(items.filter(({ fields }) => fields.anmin.source !== 'anmin')).toEqual([]);
    await picture(security, 'audit-auditors');
  });

  it('the system administrator has no search, in the rail or by its address', async () => {
    const system = await take('system');
    await open(system, place, '/audit/sources', '日志来源');
    expect(await system.locator('nav').getByText('检索', { exact: true }).count()).toBe(0);
    await system.goto(`${place.urls.console}/audit/search`);
    await system.getByText('common.forbidden').waitFor();
    expect(await system.getByRole('row', { name: /低保/ }).count()).toBe(0);
  });

  it('a record that was cut off is kept among the refused, masked, unmasked and given up with reasons', async () => {
    await sendLine(syslogPort, `90 <13>cut off in the middle ${idCard}`);
    await expect
      .poll(async () => {
        await open(security, place, '/audit/dead-letters', '未能接收的记录');
        await security.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
        return security.getByText('连接中断，记录不完整').count();
      })
      .toBe(1);
    await open(auditor, place, '/audit/dead-letters', '未能接收的记录');
    for (const page of [security, auditor])
      await page.getByRole('button', { name: /cut off in the middle/ }).click();
    const read = auditor.getByRole('dialog', { name: '未能接收的记录' });
    await read.getByText('个人信息已遮盖').waitFor();
    expect(await read.getByTestId('raw').textContent()).not.toContain(idCard);
    await read.getByRole('button', { name: '查看未遮盖的内容' }).click();
    const asked = auditor.getByRole('dialog', { name: '查看未遮盖的内容' });
    await asked.getByLabel('原因', { exact: true }).fill('核对发送方');
    await asked.getByRole('button', { name: '查看未遮盖的内容' }).click();
    await read.getByText('正在显示未遮盖的个人信息').waitFor();
    expect(await read.getByTestId('raw').textContent()).toContain(idCard);

    const letter = security.getByRole('dialog', { name: '未能接收的记录' });
    expect(await letter.getByTestId('raw').textContent()).not.toContain(idCard);
    expect(await letter.getByRole('button', { name: '查看未遮盖的内容' }).count()).toBe(0);
    await letter.getByRole('button', { name: '清除内容' }).click();
    await picture(security, 'audit-dead-letter');
    const discarding = security.getByRole('dialog', { name: '清除内容' });
    await discarding.getByLabel('原因', { exact: true }).fill('测试数据，已核实');
    await discarding.getByRole('button', { name: '清除内容' }).click();
    await letter.getByText('测试数据，已核实').waitFor();
  });

  it('every page is whole at two sizes, in both languages', async () => {
    const paths = [
      '/audit/search',
      '/audit/search/network',
      '/audit/search/database',
      '/audit/person?name=zhangsan',
      '/audit/sources',
      '/audit/sources/minzheng-app',
    ];
    await open(auditor, place, '/audit/search', '审计检索');
    for (const language of ['中文', 'English']) {
      await auditor.getByText(language, { exact: true }).click();
      for (const path of paths) {
        await auditor.goto(`${place.urls.console}${path}`);
        await auditor.getByRole('heading', { level: 1 }).waitFor();
        await auditor.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
        for (const width of [1440, 1024]) {
          await auditor.setViewportSize({ width, height: 800 });
          await expectNoSidewaysScroll(auditor);
        }
      }
    }
  });

  it('no page had an error or broke its content security policy', () => {
    expect(complaints).toEqual([]);
  });
});

/** Sends a body with a token over HTTPS, as a program would. @returns the answer's body */
function post(url: string, token: string, body: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, rejectUnauthorized: false }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes over TCP and ends. */
function sendLine(port: number, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(line));
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}
