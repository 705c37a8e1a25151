import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeKeyAndRequest } from '../audit/agent/identity/signing-request.ts';
import { appoint, type Composed, call, setUp, signIn, temporaryFolder } from './composed.ts';
import { type Installation, installComposed } from './journeys/installation.ts';
import { expectNoSidewaysScroll, seat } from './journeys/person.ts';
import { chromium, launchChromium } from './peers/chromium.ts';

/** Each would leave a mark on the window when it ran, or lie over the page when it became markup. */
const payloads = [
  '<script>window.ran=1</script>',
  '<img src=x onerror="window.ran=2">',
  '<svg onload=window.ran=3><animate onbegin=window.ran=4 attributeName=x dur=1s>',
  '"><iframe srcdoc="<script>parent.ran=5</script>"></iframe>',
  '<div style="position:fixed;inset:0;z-index:99999;background:red">盖住</div>',
  'javascript:window.ran=6//',
  '[x](javascript:window.ran=7) ![x](x)',
  '{{constructor.constructor("window.ran=8")()}} $\u007bwindow.ran=9} {name} %s <%= 1 %>',
  '林静怡\u202e（员理管）',
  'ad\u200bmin\u2066x\u2069\u200f\ufeff',
  `z${'\u0301'.repeat(300)}`,
];
const short = (text: string, max: number): string => [...text].slice(0, max).join('');
/** Characters that turn the direction of writing or are not seen: nothing shows them as they came. */
const hidden = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const longWord = 'w'.repeat(100_000);

/** What of the page's own world is asked. */
type World = {
  readonly ran?: unknown;
  readonly innerWidth: number;
  readonly document: {
    querySelectorAll(selector: string): { readonly length: number };
    querySelector(selector: string): Shown | null;
    elementFromPoint(x: number, y: number): Shown | null;
  };
};
type Shown = {
  contains(other: unknown): boolean;
  getBoundingClientRect(): { readonly left: number; readonly top: number; width: number; height: number };
};

describe.skipIf(!chromium.found)('hostile texts in the console', { timeout: 240_000 }, () => {
  let place: Installation;
  let product: Composed;
  let browser: Browser;
  const dataDir = temporaryFolder();
  const complaints: string[] = [];
  const pages: Record<string, Page> = {};
  /** Paths that are looked at, by who may see them. */
  const paths: (readonly [who: string, path: string])[] = [];

  const sessions: Record<string, ReturnType<typeof signIn>> = {};

  async function api(who: string, method: 'GET' | 'POST', path: string, body?: object) {
    const answer = await call(product, await sessions[who]!, method, `/api/audit/${path}`, body);
    expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  }

  beforeAll(async () => {
    const folder = join(dataDir, 'audit', 'rules');
    mkdirSync(folder, { recursive: true });
    const rules = payloads.map((payload, n) => {
      const rule = {
        title: short(payload, 200),
        id: `33d1100e-971b-569e-8c67-bcc45041e8${String(n).padStart(2, '0')}`,
        status: 'stable',
        description: payload,
        author: payload,
        falsepositives: [payload],
        logsource: { category: 'application' },
        detection: { selection: { 'labels.n': String(n) }, condition: 'selection' },
        level: 'high',
      };
      return JSON.stringify(rule);
    });
    writeFileSync(join(folder, 'hostile.yml'), rules.join('\n---\n'));
    [{ place, product }, browser] = await Promise.all([installComposed({ dataDir }), launchChromium()]);
    await setUp(product);
    await appoint(product, { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] });

    for (const who of ['shenjiyuan', 'security', 'audit']) sessions[who] = signIn(product, who);

    for (const [n, payload] of payloads.entries()) {
      const id = `evil-${n}`;
      const title = short(payload, 100);
      await api('security', 'POST', 'sources', {
        id,
        title,
        class: 'business',
        kind: n === 0 ? 'agent' : 'bulk',
      });
      await api('security', 'POST', `sources/${id}/senders`, { kind: 'token', label: title });
    }
    const { token } = await api('security', 'POST', 'sources/evil-0/enrolments', { label: payloads[1] });
    const enrolled = await product.server.main.app.inject({
      method: 'POST',
      url: '/api/audit/agents/enrol',
      payload: { token, request: makeKeyAndRequest('x').request, name: payloads[8] },
    });
    expect(enrolled.statusCode, enrolled.body).toBe(200);

    const at = Date.now();
    const words = [...payloads, longWord];
    const lines = words.flatMap((word, n) => [
      JSON.stringify({
        '@timestamp': new Date(at).toISOString(),
        message: `${word} 低保`,
        labels: { n: String(n), [short(word, 60)]: word },
        user: { name: word },
        host: { name: word },
        source: { ip: word },
        process: { name: word },
        event: { action: word, outcome: word, category: [word], dataset: word },
        db: { name: word, statement: word, user: word, tables: [word] },
        tags: [word],
        url: { full: `javascript:window.ran=10//${short(word, 100)}` },
      }),
      `<13>1 - ${short(word, 200)} ${word} - - - ${word}`,
    ]);
    await product.system.audit.take(
      lines.map((line, n) => ({
        source: `evil-${1 + (n % (payloads.length - 1))}`,
        raw: Buffer.from(line),
        eventTime: at,
        receivedAt: at,
      })),
    );
    const sender = await api('security', 'POST', 'sources/evil-1/senders', { kind: 'token' });
    await product.server.main.app.inject({
      method: 'POST',
      url: '/api/audit/collect/evil-1',
      headers: {
        authorization: `Bearer ${sender.token}`,
        'content-type': 'application/vnd.anmin.records+ndjson',
      },
      payload: [...words.map((word) => `not an envelope ${word}`), ''].join('\n'),
    });

    const range = {
      from: new Date(at - 3_600_000).toISOString(),
      to: new Date(at + 3_600_000).toISOString(),
    };
    // Not the records of looking for them, which say the same word; of the long one the end is not searched.
    const find = async () =>
      (await api('shenjiyuan', 'POST', 'events/search', { query: '低保 anmin.class:business', ...range }))
        .items;
    const soon = { timeout: 60_000, interval: 200 };
    await vi.waitFor(async () => expect(await find()).toHaveLength(payloads.length), soon);
    const alerts = async () => (await api('shenjiyuan', 'GET', 'alerts?pageSize=50')).items;
    await vi.waitFor(
      async () => expect((await alerts()).length).toBeGreaterThanOrEqual(payloads.length),
      soon,
    );
    for (const payload of payloads) {
      await api('shenjiyuan', 'POST', 'searches', { name: short(payload, 60), query: '低保', range: '24h' });
    }
    const [alert] = await alerts();
    const items = (await find()) as { id: string }[];
    const { id } = await api('shenjiyuan', 'POST', 'cases', {
      title: short(payloads[4]!, 200),
      alertIds: [alert.id],
    });
    for (const text of [...payloads, short(longWord, 4000)]) {
      await api('shenjiyuan', 'POST', `cases/${id}/entries`, { text, eventId: items[0]!.id });
    }
    for (const payload of payloads.slice(0, 5)) {
      await api('shenjiyuan', 'POST', 'cases', { title: short(payload, 200), alertIds: [] });
    }
    const search = `/audit/search?q=${encodeURIComponent('低保')}`;
    paths.push(
      ...[search, '/audit/search/business', '/audit/alerts', `/audit/alerts/${alert.id}`].map(
        (path) => ['shenjiyuan', path] as const,
      ),
      ...['/audit/cases', `/audit/cases/${id}`, '/audit/dead-letters'].map(
        (path) => ['shenjiyuan', path] as const,
      ),
      ...items
        .filter((item, n) => n % 4 === 0 || hidden.test(JSON.stringify(item)))
        .map((item) => ['shenjiyuan', `/audit/events/${item.id}`] as const),
      ...payloads
        .slice(0, 3)
        .map((word) => ['shenjiyuan', `/audit/person?q=${encodeURIComponent(word)}`] as const),
      ['shenjiyuan', `/audit/search?q=${encodeURIComponent(payloads[1]!)}`],
      ['security', '/audit/sources'],
      ['security', '/audit/sources/evil-0'],
      ['security', '/audit/sources/evil-1'],
      ['security', '/audit/sources/evil-8'],
      ['security', '/audit/rules'],
      ['security', '/audit/rules/33d1100e-971b-569e-8c67-bcc45041e801'],
      ['audit', '/audit/reports'],
      ['audit', '/audit/evidence'],
      ['audit', '/'],
    );
    for (const who of ['shenjiyuan', 'security', 'audit']) {
      pages[who] = await seat(browser, product, place, who, complaints);
      pages[who]!.on('dialog', (dialog) => {
        complaints.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
    }
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await place?.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('run nowhere, become no markup, cover and push away nothing of ours', async () => {
    for (const [who, path] of paths) {
      const page = pages[who]!;
      await page.goto(`${place.urls.console}${path}`);
      await page.getByTestId('user-menu').waitFor();
      await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await harmless(page, path);
      if (!path.startsWith('/audit/events/')) continue;
      for (const tab of ['全部字段', '原始记录', '前后记录']) {
        await page.getByRole('tab', { name: tab }).click();
        await harmless(page, `${path} ${tab}`);
      }
    }
    expect(complaints).toEqual([]);
  });

  /** @returns nothing; fails when something of a payload is more than text */
  async function harmless(page: Page, path: string): Promise<void> {
    const seen = await page.evaluate(() => {
      const world = globalThis as unknown as World;
      const menu = world.document.querySelector('[data-testid="user-menu"]')!;
      const { left, top, width, height } = menu.getBoundingClientRect();
      const over = world.document.elementFromPoint(left + width / 2, top + height / 2);
      return {
        ran: world.ran ?? null,
        markup: world.document.querySelectorAll(
          '#content img[src="x"], #content iframe[srcdoc], #content [onload], #content [onerror], a[href^="javascript:" i]',
        ).length,
        menuOnTop: over !== null && menu.contains(over),
        menuInside: left >= 0 && left + width <= world.innerWidth && top >= 0,
      };
    });
    expect(seen, path).toEqual({ ran: null, markup: 0, menuOnTop: true, menuInside: true });
    expect(await page.locator('body').textContent(), path).not.toMatch(hidden);
    await expectNoSidewaysScroll(page);
  }
});
