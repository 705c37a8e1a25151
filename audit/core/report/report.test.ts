import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBars } from './bars.ts';
import type { ReportDocument } from './document.ts';
import type { ReportFigures } from './figures.ts';
import { escapeHtml, pagePolicy, reportHtml } from './html.ts';
import { dayIndex, daysOf, isWorkingTime, monthAt, monthBefore, periodOf } from './month.ts';
import { reportDocument } from './sections.ts';
import { shownText } from './shown-text.ts';
import { figuresOfOctober, hostileFigures } from './testing.ts';
import { durationWords } from './words.ts';

const zone = 'Asia/Shanghai';
const at = (text: string) => Date.parse(text);

describe('months', () => {
  it('ok/a month is from its first local midnight to the next month’s', () => {
    const period = periodOf('2026-12', zone);
    expect(new Date(period.from).toISOString()).toBe('2026-11-30T16:00:00.000Z');
    expect(new Date(period.to).toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect(daysOf(period, zone)).toBe(31);
    expect(daysOf(periodOf('2028-02', zone), zone)).toBe(29);
  });

  it('ok/each time of a month has its day and its month', () => {
    const months = fc.tuple(fc.integer({ min: 2020, max: 2060 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(months, fc.nat(), ([y, m], part) => {
        const month = `${y}-${String(m).padStart(2, '0')}`;
        const period = periodOf(month, zone);
        const time = period.to - 1 - (part % (period.to - period.from));
        expect(monthAt(time, zone)).toBe(month);
        expect(dayIndex(time, period, zone)).toBeGreaterThanOrEqual(0);
        expect(dayIndex(time, period, zone)).toBeLessThan(daysOf(period, zone));
        expect(periodOf(monthBefore(month), zone).to).toBe(period.from);
      }),
    );
  });

  it.each([
    ['2026-11-23T08:00:00+08:00', true],
    ['2026-11-23T07:59:59+08:00', false],
    ['2026-11-23T18:29:59+08:00', true],
    ['2026-11-23T18:30:00+08:00', false],
    ['2026-11-22T10:00:00+08:00', false],
  ])('ok/%s in working hours: %s', (time, inside) => {
    expect(isWorkingTime(at(time), zone)).toBe(inside);
  });

  it.each([
    [4 * 60_000, '4 分钟'],
    [3.5 * 3_600_000, '3 小时 30 分钟'],
    [50 * 3_600_000, '2 天 2 小时'],
    [48 * 3_600_000, '2 天'],
  ])('ok/%i ms as %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});

const textOf = (figures: ReportFigures) => JSON.stringify(reportDocument(figures));

describe('what a report says', () => {
  it('ok/has all its sections, in order', () => {
    expect(reportDocument(figuresOfOctober).sections.map(({ title }) => title)).toEqual([
      '总体情况',
      '一、登录情况',
      '二、特权操作',
      '三、数据库访问（按表）',
      '四、告警',
      '五、被压制的告警',
      '六、采集中断与缺失',
      '七、证据状态',
      '八、审计人员操作',
    ]);
  });

  it('ok/gaps have their beginning, end and length; one that is not over says so', () => {
    const text = textOf(figuresOfOctober);
    expect(text).toContain('["业务库 db01","2026-10-13 02:00","2026-10-13 05:30","3 小时 30 分钟","已恢复"]');
    expect(text).toContain('["门户 web01","2026-10-31 20:00","—","5 小时","仍未恢复"]');
  });

  it('fail/a check that did not end is no good news', () => {
    const { evidence } = figuresOfOctober;
    const text = textOf({ ...figuresOfOctober, evidence: { ...evidence, verification: null } });
    expect(text).not.toContain('核查通过');
    expect(text).toContain('不能据此认定证据完整');
  });

  it('fail/what the check found is said at the beginning', () => {
    const { evidence } = figuresOfOctober;
    const verification = { ok: false, checked: 9, findings: ['segments/1：散列不符'], at: 0 };
    const report = reportDocument({ ...figuresOfOctober, evidence: { ...evidence, verification } });
    expect(JSON.stringify(report.sections[0])).toContain('证据核查发现 1 处问题');
    expect(JSON.stringify(report)).toContain('散列不符');
    expect(JSON.stringify(report)).not.toContain('核查通过');
  });

  it('fail/a month from before the evidence began is no quiet month', () => {
    const evidence = { ...figuresOfOctober.evidence, keptSince: at('2026-10-20T09:00:00+08:00') };
    expect(textOf(figuresOfOctober)).not.toContain('晚于本期开始');
    expect(textOf({ ...figuresOfOctober, evidence })).toContain('现存证据自 2026-10-20 09:00 起接收');
  });

  it('ok/a month that is not over and records that wait are told', () => {
    const text = textOf({ ...figuresOfOctober, madeAt: at('2026-10-20T00:00:00+08:00'), behind: 1234 });
    expect(text).toContain('统计期间尚未结束');
    expect(text).toContain('1,234 条记录已存证但尚未进入检索库');
  });
});

describe('the page', () => {
  const page = reportHtml(reportDocument(figuresOfOctober));

  it('ok/needs nothing else and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|style="|javascript:|https?:/i);
    const inside = /<style>([\s\S]*)<\/style>/.exec(page)![1]!;
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(inside).toContain('@page');
    expect(pagePolicy("'none'")).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'; .*sandbox;/);
  });

  it('ok/what others call themselves stays in its cell, as short as a cell is, and is seen as it is', () => {
    const hostile = reportHtml(reportDocument(hostileFigures()));
    const body = hostile.slice(hostile.indexOf('<body>')).replaceAll('\n', '');
    expect(body).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u3164\u2800]/u);
    expect(body).not.toMatch(/\p{M}{3}/u);
    expect(body).toContain('林静怡[U+202E]（000,9）');
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const cells = [...body.matchAll(/<t[dh][^>]*>([^<]*)</g)].map(([, text]) => text!);
    expect(Math.max(...cells.map((text) => text.length))).toBeLessThan(2000);
    expect(body.length).toBeLessThan(200_000);
  });

  it('ok/a person’s name keeps the shape that a variation selector asks for', () => {
    expect(shownText('葛\u{e0100}明', 100)).toBe('葛\u{e0100}明');
    expect(shownText('a\u{e0100}', 100)).toBe('a[U+E0100]');
  });

  it('ok/no text of others becomes markup', () => {
    const marks = fc.constantFrom('<', '>', '"', "'", '&', '/', '!', ' ', '=', 'p', '县', '\u0000');
    fc.assert(
      fc.property(fc.string({ unit: marks, minLength: 1, maxLength: 40 }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        const report: ReportDocument = {
          title: text,
          subtitle: text,
          facts: [{ label: text, value: text }],
          foot: text,
          sections: [
            {
              title: text,
              english: text,
              blocks: [
                { kind: 'note', tone: 'plain', text },
                { kind: 'code', text },
                {
                  kind: 'table',
                  title: text,
                  columns: [{ title: text, share: 1 }],
                  rows: [[text]],
                  empty: text,
                },
                {
                  kind: 'bars',
                  title: text,
                  series: [{ name: text, tone: 'main' }],
                  bars: [{ label: text, values: [1] }],
                },
              ],
            },
          ],
        };
        const plain = reportHtml({
          ...report,
          ...JSON.parse(JSON.stringify(report).replaceAll(JSON.stringify(text), '""')),
        });
        const tags = (html: string) => html.match(/<[^>]*>/g)!.map((tag) => tag.replace(/"[^"]*"/g, '""'));
        expect(tags(reportHtml(report))).toEqual(tags(plain));
      }),
      { numRuns: 40 },
    );
  });
});

describe('bars', () => {
  it('ok/all stay inside, as high as their values', () => {
    const values = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { minLength: 1, maxLength: 31 });
    fc.assert(
      fc.property(values, (pairs) => {
        const drawing = drawBars({
          kind: 'bars',
          title: '',
          series: [
            { name: 'a', tone: 'main' },
            { name: 'b', tone: 'alarm' },
          ],
          bars: pairs.map((pair, i) => ({ label: `${i}`, values: [...pair] })),
        });
        for (const { x, y, width, height } of drawing.rectangles) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(drawing.width + 1e-6);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y + height).toBeLessThanOrEqual(drawing.height);
        }
        const columns = drawing.rectangles.filter(({ y }) => y > 2);
        const tall = columns.reduce((sum, { height }) => sum + height, 0);
        const total = pairs.reduce((sum, [a, b]) => sum + a + b, 0);
        const per = columns.length === 0 ? 0 : tall / total;
        for (const [a] of pairs)
          if (a > 0) expect(columns.some(({ height }) => Math.abs(height - a * per) < 0.01)).toBe(true);
      }),
    );
  });
});
