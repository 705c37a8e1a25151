import { describe, expect, it } from 'vitest';
import { expirySeries, monthsFrom } from './expiry-series.ts';

describe('expiry by month', () => {
  it('has one series a profile over all months, zero where there is none', () => {
    const { months, series } = expirySeries([
      { month: '2026-05', profile: '', count: 0 },
      { month: '2026-04', profile: 'a', count: 2 },
      { month: '2026-06', profile: 'b', count: 1 },
      { month: '2026-06', profile: 'a', count: 3 },
    ]);
    expect(months).toEqual(['2026-04', '2026-05', '2026-06']);
    expect(series).toEqual([
      { profile: 'a', counts: [2, 0, 3] },
      { profile: 'b', counts: [0, 0, 1] },
    ]);
  });

  it('months run over the end of a year', () => {
    expect(monthsFrom(new Date(2026, 10, 30), 4)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
  });
});
