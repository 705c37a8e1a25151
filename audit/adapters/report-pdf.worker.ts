import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import { drawBars } from '../core/report/bars.ts';
import type { Bars, Block, Column, Fact, ReportDocument } from '../core/report/document.ts';
import type { PdfJob } from './report-pdf.ts';
import { sfntOfWoff } from './sfnt.ts';

/** Sets one report with pdfkit and answers with its bytes. */

const { report, madeAt } = workerData as PdfJob;
const page = { left: 48, right: 547, top: 52, bottom: 780 };
const width = page.right - page.left;
const colours = { ink: '#1a1d21', faint: '#666f7c', line: '#c9ced6', head: '#f2f5f9', accent: '#1f4e8c' };
const noteColours = { plain: '#8a94a3', good: '#2e7d32', warning: '#b42318' };

const fonts = {
  text: import.meta.resolve('@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff'),
  strong: import.meta.resolve(
    '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-700-normal.woff',
  ),
};
const fontOf = async (url: string): Promise<Buffer> => sfntOfWoff(await readFile(fileURLToPath(url)));

const pdf = new PDFDocument({
  size: 'A4',
  margins: { left: page.left, right: 595.28 - page.right, top: page.top, bottom: 0 },
  bufferPages: true,
  autoFirstPage: false,
  lang: 'zh-CN',
  info: {
    Title: `${report.title} ${report.subtitle}`,
    Creator: 'Anmin',
    Producer: 'Anmin',
    CreationDate: new Date(madeAt),
  },
});
const chunks: Buffer[] = [];
pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
const ended = new Promise<void>((resolve) => pdf.once('end', resolve));
pdf.registerFont('text', await fontOf(fonts.text));
pdf.registerFont('strong', await fontOf(fonts.strong));

/** Where the next block begins. */
let y = page.top;
let missing = 0;
/** pdfkit has no public way to ask. */
const font = (
  pdf.font('text') as unknown as { _font: { font: { hasGlyphForCodePoint(c: number): boolean } } }
)._font.font;

draw(report);
numberSheets();
pdf.end();
await ended;
parentPort!.postMessage(Buffer.concat(chunks));

/** What the font lacks is set as 〓, the printer's sign for a missing character, and is said at the end. */
function shown(text: string): string {
  let out = '';
  for (const char of text.normalize('NFC')) {
    if (char === '\n' || font.hasGlyphForCodePoint(char.codePointAt(0)!)) out += char;
    else {
      missing++;
      out += '〓';
    }
  }
  return out;
}

function draw({ title, subtitle, facts, sections }: ReportDocument): void {
  newSheet();
  line(title, { size: 22, font: 'strong', align: 'center', after: 2 });
  line(subtitle, { size: 11, align: 'center', colour: colours.faint, after: 12 });
  drawFacts(facts);
  for (const { title: name, english, blocks } of sections) {
    // A heading stays with what follows.
    need(90);
    y += 14;
    pdf.font('strong').fontSize(14).fillColor(colours.ink);
    const wide = pdf.widthOfString(shown(name));
    pdf.text(shown(name), page.left, y, { lineBreak: false });
    pdf.font('text').fontSize(8.5).fillColor(colours.faint);
    pdf.text(shown(english), page.left + wide + 8, y + 6, { lineBreak: false });
    y += 21;
    pdf.moveTo(page.left, y).lineTo(page.right, y).lineWidth(1.2).stroke(colours.accent);
    y += 7;
    for (const block of blocks) drawBlock(block);
  }
  if (missing > 0) drawNote('warning', `有 ${missing} 个字不在 PDF 字库中，以“〓”代替；网页版报告显示原字。`);
}

function drawBlock(block: Block): void {
  if (block.kind === 'facts') drawFacts(block.facts);
  else if (block.kind === 'note') drawNote(block.tone, block.text);
  else if (block.kind === 'code') drawNote('plain', block.text);
  else if (block.kind === 'bars') drawChart(block);
  else {
    need(54);
    line(block.title, { size: 10, font: 'strong', after: 4 });
    if (block.rows.length === 0) line(block.empty, { size: 9, colour: colours.faint, after: 8 });
    else drawRows(block.columns, block.rows, true);
  }
}

function drawFacts(facts: readonly Fact[]): void {
  const columns: Column[] = [
    { title: '', share: 1 },
    { title: '', share: 3.6 },
  ];
  drawRows(
    columns,
    facts.map(({ label, value }) => [label, value]),
    false,
  );
}

function drawNote(tone: keyof typeof noteColours, text: string): void {
  const said = shown(text);
  pdf.font('text').fontSize(9);
  const tall = pdf.heightOfString(said, { width: width - 16 }) + 6;
  need(tall + 6);
  pdf.rect(page.left, y, 3, tall).fill(noteColours[tone]);
  pdf.fillColor(colours.ink).text(said, page.left + 12, y + 3, { width: width - 16 });
  y += tall + 6;
}

function drawChart(bars: Bars): void {
  const drawing = drawBars(bars, width);
  need(drawing.height + 24);
  line(bars.title, { size: 10, font: 'strong', after: 4 });
  for (const one of drawing.lines)
    pdf
      .moveTo(page.left + one.from, y + one.y)
      .lineTo(page.left + one.to, y + one.y)
      .lineWidth(0.5)
      .stroke('#d5dae1');
  for (const one of drawing.rectangles)
    pdf.rect(page.left + one.x, y + one.y, one.width, one.height).fill(one.fill);
  pdf.font('text').fontSize(drawing.fontSize).fillColor(colours.faint);
  for (const { x, y: base, text, anchor } of drawing.words) {
    const said = shown(text);
    const at = anchor === 'middle' ? x - pdf.widthOfString(said) / 2 : x;
    pdf.text(said, page.left + at, y + base - drawing.fontSize * 1.1, { lineBreak: false });
  }
  y += drawing.height + 8;
}

function drawRows(columns: readonly Column[], rows: readonly (readonly string[])[], heads: boolean): void {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / shares) * width);
  const size = 8.5;
  const head = heads ? columns.map(({ title }) => title) : undefined;
  const tallest = page.bottom - page.top - 60;

  const place = (cells: readonly string[], strong: boolean): void => {
    const said = cells.map(shown);
    const isStrong = (i: number) => strong || (!heads && i === 0);
    const tall = Math.min(
      tallest,
      Math.max(
        ...said.map((text, i) => {
          pdf.font(isStrong(i) ? 'strong' : 'text').fontSize(size);
          return pdf.heightOfString(text, { width: widths[i]! - 8 });
        }),
      ) + 5,
    );
    if (y + tall > page.bottom) {
      newSheet();
      if (head && !strong) place(head, true);
    }
    let x = page.left;
    said.forEach((text, i) => {
      const wide = widths[i]!;
      if (isStrong(i)) pdf.rect(x, y, wide, tall).fill(colours.head);
      pdf.rect(x, y, wide, tall).lineWidth(0.5).stroke(colours.line);
      pdf
        .font(isStrong(i) ? 'strong' : 'text')
        .fontSize(size)
        .fillColor(colours.ink)
        .text(text, x + 4, y + 2, {
          width: wide - 8,
          height: tall - 2,
          align: columns[i]!.number ? 'right' : 'left',
        });
      x += wide;
    });
    y += tall;
  };

  if (head) place(head, true);
  for (const row of rows) place(row, false);
  y += 10;
}

function line(
  text: string,
  how: { size: number; font?: 'strong'; align?: 'center'; colour?: string; after: number },
): void {
  const said = shown(text);
  pdf
    .font(how.font ?? 'text')
    .fontSize(how.size)
    .fillColor(how.colour ?? colours.ink);
  const tall = pdf.heightOfString(said, { width });
  need(tall);
  pdf.text(said, page.left, y, { width, align: how.align ?? 'left' });
  y += tall + how.after;
}

function need(tall: number): void {
  if (y + tall > page.bottom) newSheet();
}

function newSheet(): void {
  pdf.addPage();
  y = page.top;
}

function numberSheets(): void {
  const { count } = pdf.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    pdf.switchToPage(i);
    pdf.font('text').fontSize(8).fillColor(colours.faint);
    const text = shown(`${report.foot}　第 ${i + 1} 页，共 ${count} 页`);
    const at = page.left + (width - pdf.widthOfString(text)) / 2;
    pdf.text(text, at, 805, { lineBreak: false });
  }
}
