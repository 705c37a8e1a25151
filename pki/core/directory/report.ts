import type { Static } from 'typebox';
import type { ImportReport } from '../../schemas.ts';

/**
 * A cell of CSV that no spreadsheet runs: what begins like a formula gets an apostrophe in front, and
 * every cell is quoted.
 */
export function safeCell(value: string | number): string {
  const text = String(value);
  const safe = /^[\s]*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The report of an import as CSV, UTF-8 with BOM, for a spreadsheet. */
export function reportToCsv(report: Static<typeof ImportReport>, language: 'zh' | 'en'): string {
  const header = {
    zh: ['行号', '结果', '代码', '字段', '说明', '原文'],
    en: ['Line', 'Outcome', 'Code', 'Field', 'Message', 'Raw'],
  };
  const rows = report.lines.map(({ line, outcome, code, field, message, raw }) => [
    line,
    outcome,
    code ?? '',
    field ?? '',
    message?.[language] ?? '',
    raw,
  ]);
  return `\ufeff${[header[language], ...rows].map((row) => row.map(safeCell).join(',')).join('\r\n')}\r\n`;
}
