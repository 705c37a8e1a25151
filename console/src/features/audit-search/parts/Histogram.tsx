import { theme } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount, formatTime } from '../../../lib/format.ts';
import { Chart } from '../../../parts/Chart.tsx';
import type { Found } from '../queries.ts';
import type { Span } from '../view.ts';

type Props = { buckets: Found['histogram']; end: string; onSpan: (span: Span) => void };

/** How many records there were over time; a stretch that is drawn over becomes the range. */
export function Histogram({ buckets, end, onSpan }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { token } = theme.useToken();
  const ends = useMemo(
    () => buckets.map((_, index) => buckets[index + 1]?.from ?? Date.parse(end)),
    [buckets, end],
  );
  const total = buckets.reduce((sum, { count }) => sum + count, 0);

  const option = useMemo(() => {
    const iso = (ms: number) => new Date(ms).toISOString();
    const dayAt = (index: number) => formatTime(iso(buckets[index]?.from ?? 0)).slice(0, 10);
    const span = (ends.at(-1) ?? 0) - (buckets[0]?.from ?? 0);
    const withinDay = span <= 2 * 86_400_000;
    const [first, last] = !withinDay ? [5, 10] : span > 900_000 ? [11, 16] : [11, 19];
    return {
      color: [token.colorPrimary],
      animation: false,
      textStyle: { fontFamily: token.fontFamily },
      grid: { left: 4, right: 4, top: 8, bottom: 0, containLabel: true },
      brush: {
        xAxisIndex: 0,
        transformable: false,
        brushStyle: { color: 'rgba(28,78,137,0.14)', borderColor: token.colorPrimary, borderWidth: 1 },
        outOfBrush: { colorAlpha: 1 },
      },
      tooltip: {
        trigger: 'axis',
        confine: true,
        axisPointer: { type: 'shadow' },
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorderSecondary,
        textStyle: { color: token.colorText, fontSize: 12 },
        formatter: ([{ dataIndex: at }]: [{ dataIndex: number }]) =>
          [
            `${formatTime(iso(buckets[at]?.from ?? 0), true)} – ${formatTime(iso(ends[at] ?? 0), true).slice(11)}`,
            t('auditSearch.records', { total: formatCount(buckets[at]?.count ?? 0, language) }),
          ].join('<br/>'),
      },
      xAxis: {
        type: 'category',
        data: buckets.map(({ from }) => formatTime(iso(from), true).slice(first, last)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token.colorBorder } },
        axisLabel: {
          color: token.colorTextSecondary,
          hideOverlap: true,
          fontSize: 11,
          // Over days, each is named once.
          ...(withinDay
            ? {}
            : { interval: (index: number) => index > 0 && dayAt(index) !== dayAt(index - 1) }),
        },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
        axisLabel: { color: token.colorTextSecondary, fontSize: 11 },
      },
      series: [
        {
          type: 'bar',
          data: buckets.map(({ count }) => count),
          barCategoryGap: '18%',
          itemStyle: { borderRadius: [2, 2, 0, 0] },
        },
      ],
    };
  }, [buckets, ends, t, language, token]);

  return (
    <Chart
      option={option}
      height={116}
      label={t('auditSearch.histogramLabel', { total })}
      onSpan={(first, last) => {
        const [from, to] = [buckets[first]?.from, ends[Math.min(last, ends.length - 1)]];
        if (from === undefined || to === undefined) return;
        onSpan({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
      }}
    />
  );
}
