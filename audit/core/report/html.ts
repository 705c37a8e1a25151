import { createHash } from 'node:crypto';
import { drawBars } from './bars.ts';
import type { Block, Fact, ReportDocument, Table } from './document.ts';

const style = `
:root{color-scheme:light}
body{margin:0;background:#eef0f3;color:#1a1d21;font:14px/1.6 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei",sans-serif}
main{max-width:820px;margin:24px auto;padding:40px 48px;background:#fff}
h1{font-size:26px;margin:0;text-align:center}
.subtitle{text-align:center;color:#555;margin:4px 0 24px}
h2{font-size:18px;margin:36px 0 8px;padding-bottom:4px;border-bottom:2px solid #1f4e8c}
h2 small{font-size:12px;font-weight:400;color:#667;margin-left:10px}
h3{font-size:14px;margin:18px 0 6px}
table{width:100%;border-collapse:collapse;margin:6px 0 12px;font-size:13px}
th,td{border:1px solid #c9ced6;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f5f9;font-weight:600}
td.n,th.n{text-align:right;white-space:nowrap}
tr{break-inside:avoid}
thead{display:table-header-group}
.facts th{width:28%}
p.note{margin:8px 0;padding:6px 12px;border-left:4px solid #8a94a3;background:#f6f7f9}
p.good{border-color:#2e7d32;background:#eef7ee}
p.warning{border-color:#b42318;background:#fdf1ef}
p.empty{color:#667;margin:4px 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f7f9;padding:8px 12px;font-size:12px}
svg{display:block;width:100%;height:auto}
footer{margin-top:32px;color:#667;font-size:12px;text-align:center}
@page{size:A4;margin:18mm 16mm}
@media print{body{background:#fff}main{margin:0;padding:0;max-width:none}h2,h3{break-after:avoid}svg,p,pre{break-inside:avoid}}
`;

const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** The policy under which the page is given out: it loads nothing, runs nothing; `ancestors` may frame it. */
export function pagePolicy(ancestors: "'self'" | "'none'"): string {
  return `default-src 'none'; style-src ${styleHash}; base-uri 'none'; form-action 'none'; sandbox; frame-ancestors ${ancestors}`;
}

/** The report as one page that needs nothing else: no script, no other file, its own policy in its head. */
export function reportHtml(report: ReportDocument): string {
  const sections = report.sections.map(
    ({ title, english, blocks }) =>
      `<section><h2>${escapeHtml(title)}<small lang="en">${escapeHtml(english)}</small></h2>${blocks.map(block).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(`${report.title} ${report.subtitle}`)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${styleHash}">
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><main><header><h1>${escapeHtml(report.title)}</h1><p class="subtitle">${escapeHtml(report.subtitle)}</p>${facts(report.facts)}</header>
${sections.join('\n')}
<footer>${escapeHtml(report.foot)}</footer></main></body></html>
`;
}

/** Text for the content of an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what HTML cannot carry
    /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/g,
    (char) => entities[char] ?? '\ufffd',
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function block(part: Block): string {
  switch (part.kind) {
    case 'facts':
      return facts(part.facts);
    case 'note':
      return `<p class="note ${part.tone}">${escapeHtml(part.text)}</p>`;
    case 'code':
      return `<pre>${escapeHtml(part.text)}</pre>`;
    case 'table':
      return `<h3>${escapeHtml(part.title)}</h3>${table(part)}`;
    case 'bars':
      return `<h3>${escapeHtml(part.title)}</h3>${svg(part)}`;
  }
}

function facts(list: readonly Fact[]): string {
  const rows = list.map(
    ({ label, value }) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="facts"><tbody>${rows.join('')}</tbody></table>`;
}

function table({ columns, rows, empty }: Table): string {
  if (rows.length === 0) return `<p class="empty">${escapeHtml(empty)}</p>`;
  const mark = (i: number) => (columns[i]?.number ? ' class="n"' : '');
  const head = columns.map(({ title }, i) => `<th scope="col"${mark(i)}>${escapeHtml(title)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((cell, i) => `<td${mark(i)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function svg(bars: Extract<Block, { kind: 'bars' }>): string {
  const { width, height, fontSize, rectangles, lines, words } = drawBars(bars);
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const parts = [
    ...lines.map(
      ({ y, from, to }) =>
        `<path d="M${n(from)} ${n(y)}H${n(to)}" stroke="#d5dae1" stroke-width="0.6" fill="none"/>`,
    ),
    ...rectangles.map(
      (one) =>
        `<rect x="${n(one.x)}" y="${n(one.y)}" width="${n(one.width)}" height="${n(one.height)}" fill="${one.fill}"/>`,
    ),
    ...words.map(
      ({ x, y, text, anchor }) =>
        `<text x="${n(x)}" y="${n(y)}" font-size="${fontSize}" text-anchor="${anchor}" fill="#555">${escapeHtml(text)}</text>`,
    ),
  ];
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(bars.title)}">${parts.join('')}</svg>`;
}
