import type { Language } from '../../i18n/index.ts';

/** The months that a report can be asked of: this one and those before, the newest first; `2026-11`. */
export function monthsUntil(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) => {
    const first = new Date(now.getFullYear(), now.getMonth() - back, 1);
    return `${first.getFullYear()}-${String(first.getMonth() + 1).padStart(2, '0')}`;
  });
}

/** `2026 年 11 月`, `November 2026`. */
export function monthName(month: string, language: Language): string {
  const [year, number] = month.split('-').map(Number);
  if (language === 'zh') return `${year} 年 ${number} 月`;
  return new Date(year!, number! - 1, 1).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
}
