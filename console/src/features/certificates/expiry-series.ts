import type { Inventory } from './queries.ts';

type Row = Inventory['expiryByMonth'][number];

/**
 * Turns rows (month, profile, count) into one series a profile over all months, with zeros where a
 * profile has none. Months without any certificate are in the axis when a row names them.
 */
export function expirySeries(rows: readonly Row[]): {
  months: readonly string[];
  series: readonly { profile: string; counts: readonly number[] }[];
} {
  const months = [...new Set(rows.map(({ month }) => month))].sort();
  const at = new Map(months.map((month, index) => [month, index]));
  const counts = new Map<string, number[]>();
  for (const { month, profile, count } of rows) {
    if (profile === '') continue;
    const line = counts.get(profile) ?? months.map(() => 0);
    line[at.get(month) ?? 0]! += count;
    counts.set(profile, line);
  }
  return { months, series: [...counts].map(([profile, line]) => ({ profile, counts: line })) };
}

/** The months from `first` (`YYYY-MM`) on, `length` of them. */
export function monthsFrom(first: Date, length: number): readonly string[] {
  return Array.from({ length }, (_, index) => {
    const month = new Date(Date.UTC(first.getFullYear(), first.getMonth() + index, 1));
    return month.toISOString().slice(0, 7);
  });
}
