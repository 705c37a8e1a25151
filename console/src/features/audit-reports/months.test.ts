import { expect, it } from 'vitest';
import { monthName, monthsUntil } from './months.ts';

it('ok/counts back over the turn of the year, also from the last day of a long month', () => {
  expect(monthsUntil(new Date(2026, 0, 31, 23), 3)).toEqual(['2026-01', '2025-12', '2025-11']);
  expect(monthsUntil(new Date(2026, 2, 31), 2)).toEqual(['2026-03', '2026-02']);
});

it('ok/names a month in both languages', () => {
  expect(monthName('2026-09', 'zh')).toBe('2026 年 9 月');
  expect(monthName('2026-09', 'en')).toBe('September 2026');
});
