import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysUntil, formatBytes, formatCount, formatDate, formatDistance, formatTime } from './format.ts';

const now = Date.parse('2026-03-10T08:00:00Z');

describe('dates', () => {
  it('are shown in local time', () => {
    const local = new Date(2026, 2, 9, 7, 5, 3).toISOString();
    expect(formatTime(local)).toBe('2026-03-09 07:05');
    expect(formatTime(local, true)).toBe('2026-03-09 07:05:03');
    expect(formatDate(local)).toBe('2026-03-09');
  });

  it('that cannot be read are shown as they came', () => {
    expect(formatTime('soon')).toBe('soon');
    expect(formatDistance('soon', 'zh', now)).toBe('soon');
  });

  it.each([
    ['2026-03-13T09:00:00Z', '3天后', 'in 3 days'],
    ['2026-03-10T05:30:00Z', '2小时前', '2 hours ago'],
    ['2028-03-12T08:00:00Z', '2年后', 'in 2 years'],
  ])('%s is told by its distance', (iso, zh, en) => {
    expect(formatDistance(iso, 'zh', now)).toBe(zh);
    expect(formatDistance(iso, 'en', now)).toBe(en);
  });

  it('count whole days, downwards', () => {
    expect(daysUntil('2026-03-11T07:59:00Z', now)).toBe(0);
    expect(daysUntil('2026-03-12T08:00:00Z', now)).toBe(2);
    expect(daysUntil('2026-03-10T07:59:00Z', now)).toBe(-1);
  });
});

describe('figures', () => {
  it('bytes are in binary units and never above 1024 of a unit but the last', () => {
    expect(formatBytes(1536)).toBe('1.5 KiB');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        (bytes) => Number.parseFloat(formatBytes(bytes)) <= 1024,
      ),
    );
  });

  it('counts are grouped', () => {
    expect(formatCount(1234567, 'zh')).toBe('1,234,567');
  });
});
