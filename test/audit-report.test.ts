import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, call, composed, setUp, signIn } from './composed.ts';

const month = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 7);

let anmin: Composed;
let folder: string;
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

/** Waits until the report of a month is there, by asking. */
async function finished(headers: { cookie: string }, of: { month: string; automatic: boolean }) {
  for (let i = 0; i < 200; i++) {
    const { body } = await call(anmin, headers, 'GET', '/api/audit/reports');
    const found = body.items.find(
      (one: { month: string; automatic: boolean }) =>
        one.month === of.month && one.automatic === of.automatic,
    );
    if (found?.state === 'done' || found?.state === 'failed') return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the report was not made');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anmin-report-'));
  anmin = await composed({ clock });
  await setUp(anmin);
}, 60_000);
afterAll(async () => {
  await anmin?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the report of a month', () => {
  it('ok/is asked for, made, read as a page and taken as PDF; all of it is on record', async () => {
    const headers = await signIn(anmin, 'audit');
    const asked = await call(anmin, headers, 'POST', '/api/audit/reports', { month: month(clock.now()) });
    expect(asked.status).toBe(201);
    const report = await finished(headers, { month: month(clock.now()), automatic: false });
    expect(report).toMatchObject({ state: 'done', progress: 100, createdBy: '韩德胜', error: null });

    const page = await anmin.server.main.app.inject({
      method: 'GET',
      url: `/api/audit/reports/${report.id}/page`,
      headers,
    });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.headers['content-security-policy']).toContain('sandbox');
    expect(page.body).toContain('松溪县民政局');
    expect(page.body).toContain('证据核查通过');
    expect(page.body).toContain('韩德胜');
    expect(page.body).not.toMatch(/<script|style="|src=|href=/);
    expect(createHash('sha256').update(page.rawPayload).digest('hex')).toBe(report.html.sha256);

    const pdf = await anmin.server.main.app.inject({
      method: 'GET',
      url: `/api/audit/reports/${report.id}/pdf`,
      headers,
    });
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.headers['content-disposition']).toContain('.pdf"');
    expect(createHash('sha256').update(pdf.rawPayload).digest('hex')).toBe(report.pdf.sha256);
    const file = join(folder, 'report.pdf');
    writeFileSync(file, pdf.rawPayload);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    const pdftotext = '/usr/bin/pdftotext';
    if (existsSync(pdftotext)) {
      const text = execFileSync(pdftotext, ['-layout', file, '-'], { encoding: 'utf8' });
      expect(text).toContain('审计月报');
      expect(text).toContain('松溪县民政局');
      expect(text).not.toContain('〓');
    }

    const { items } = await anmin.system.events.list({ names: ['audit.report.'], page: 1, pageSize: 20 });
    expect(items.map(({ name }) => name).sort()).toEqual([
      'audit.report.asked',
      'audit.report.made',
      'audit.report.taken',
      'audit.report.taken',
    ]);
  }, 90_000);

  it('refuse/a month to come, an unknown report, and whoever may not read reports', async () => {
    const headers = await signIn(anmin, 'audit');
    const later = month(new Date(clock.now().getTime() + 40 * 86_400_000));
    const future = await call(anmin, headers, 'POST', '/api/audit/reports', { month: later });
    expect(future.body.code).toBe('audit.report-month');
    const bad = await call(anmin, headers, 'POST', '/api/audit/reports', { month: '2026-13' });
    expect(bad.status).toBe(400);
    const id = '01900000-0000-7000-8000-000000000000';
    const unknown = await call(anmin, headers, 'GET', `/api/audit/reports/${id}/pdf`);
    expect(unknown.body.code).toBe('audit.report-unknown');
    const system = await signIn(anmin, 'system');
    expect((await call(anmin, system, 'GET', '/api/audit/reports')).status).toBe(403);
  });

  it('ok/is made by itself when the next month has begun, once', async () => {
    const past = month(clock.now());
    const next = new Date(`${past}-01T00:00:00+08:00`);
    next.setUTCDate(next.getUTCDate() + 40);
    // Sessions end in the meantime: the second of a month, whichever that is.
    ahead = Date.parse(`${month(next)}-02T02:00:00+08:00`) - Date.now();
    const headers = await signIn(anmin, 'audit');
    const report = await finished(headers, { month: past, automatic: true });
    expect(report).toMatchObject({ state: 'done', createdBy: '系统自动' });
    const { body } = await call(anmin, headers, 'GET', '/api/audit/reports');
    expect(body.items.filter((one: { automatic: boolean }) => one.automatic)).toHaveLength(1);
  }, 90_000);
});
