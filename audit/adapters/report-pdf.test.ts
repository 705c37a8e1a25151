import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../core/report/document.ts';
import { reportDocument } from '../core/report/sections.ts';
import { figuresOfOctober, hostileFigures } from '../core/report/testing.ts';
import { renderPdf } from './report-pdf.ts';
import { sfntOfWoff } from './sfnt.ts';

const [pdftotext, pdffonts] = ['pdftotext', 'pdffonts'];
const poppler = spawnSync(pdftotext, ['-v']).error === undefined;
if (!poppler && process.env.ANMIN_REQUIRE_PEERS === '1')
  throw new Error('pdftotext (poppler-utils) is missing');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anmin-pdf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(report: ReportDocument) {
  const bytes = await renderPdf({ report, madeAt: Date.parse('2026-11-01T01:00:00+08:00') });
  const file = join(folder, 'report.pdf');
  writeFileSync(file, bytes);
  const text = execFileSync(pdftotext, ['-layout', file, '-'], { encoding: 'utf8' });
  return { bytes, text, fonts: execFileSync(pdffonts, [file], { encoding: 'utf8' }) };
}

describe.skipIf(!poppler)('a report as PDF, read by poppler', () => {
  it('ok/has its Chinese text, its numbers, and fonts of its own', async () => {
    const { bytes, text, fonts } = await written(reportDocument(figuresOfOctober));
    for (const part of [
      '审计月报',
      '松溪县民政局',
      '三、数据库访问（按表）',
      'public.dibao',
      '至少 88,410',
      '第 1 页',
    ])
      expect(text).toContain(part);
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).not.toContain('〓');
    expect(bytes.length).toBeLessThan(500_000);
    const rows = fonts.trim().split('\n').slice(2);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  }, 30_000);

  it('ok/a table over many sheets repeats its head; nothing is lost at their ends', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [`第${i}行`, '很长的内容'.repeat(i % 40)]);
    const columns = [
      { title: '表头甲', share: 1 },
      { title: '表头乙', share: 3 },
    ];
    const { text } = await written({
      title: '表',
      subtitle: '',
      facts: [],
      foot: '脚',
      sections: [
        { title: '一', english: 'One', blocks: [{ kind: 'table', title: '长表', columns, rows, empty: '' }] },
      ],
    });
    const sheets = text.split('\f').filter((sheet) => sheet.trim() !== '');
    expect(sheets.length).toBeGreaterThan(5);
    for (const sheet of sheets) expect(sheet).toContain('表头甲');
    for (let i = 0; i < 300; i++) expect(text).toContain(`第${i}行`);
  }, 30_000);

  it('ok/hostile names are seen as they are, on a bounded number of sheets, with nothing lost beside them', async () => {
    const { bytes, text } = await written(reportDocument(hostileFigures()));
    const sheets = text.split('\f').filter((sheet) => sheet.trim() !== '');
    expect(sheets.length).toBeLessThan(40);
    expect(bytes.length).toBeLessThan(2_000_000);
    expect(text).toContain('林静怡[U+202E]');
    expect(text).toContain('<img src=x onerror=alert(1)>');
    expect(text.replaceAll('\f', '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    for (const section of ['一、', '二、', '三、', '四、', '五、', '六、', '七、', '八、']) {
      expect(text).toContain(section);
    }
    for (let n = 1; n <= sheets.length; n++) expect(text).toContain(`第 ${n} 页，共 ${sheets.length} 页`);
    expect(text).toContain('生成本报告时的检查点');
  }, 60_000);

  it('ok/a character that the font lacks is marked and told, not dropped', async () => {
    const { text } = await written({
      title: '姓名𠮷',
      subtitle: '',
      facts: [],
      foot: '',
      sections: [],
    });
    expect(text).toContain('姓名〓');
    expect(text).toContain('有 1 个字不在 PDF 字库中');
  }, 30_000);
});

it.each([
  ['too short', Buffer.from('wOFF')],
  ['another file', Buffer.alloc(100)],
])('fail/%s is no WOFF', (_, bytes) => expect(() => sfntOfWoff(bytes)).toThrow(RangeError));
