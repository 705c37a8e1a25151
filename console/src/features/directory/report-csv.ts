import type { Language } from '../../i18n/index.ts';
import type { ImportReport } from './queries.ts';

/** One CSV field (RFC 4180); what a spreadsheet would run as a formula is disarmed, as in the server's own reports. */
export function csvField(value: string): string {
  const safe = /^\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The report of an import as CSV with a byte order mark, so that spreadsheets read it as UTF-8. */
export function reportCsv(
  report: ImportReport,
  heads: readonly string[],
  outcomes: Record<string, string>,
  language: Language,
): string {
  const rows = report.lines.map(({ line, outcome, code, field, message, raw }) => [
    String(line),
    outcomes[outcome] ?? outcome,
    field ?? '',
    message === null ? '' : message[language],
    code ?? '',
    raw,
  ]);
  return `\ufeff${[[...heads], ...rows].map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`;
}
