import { theme } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { Chart } from '../../../parts/Chart.tsx';
import type { Dot } from '../days.ts';
import { firstOf } from '../fields.ts';
import { useOwnEventTitle } from '../titles.ts';
import { happeningOf, kinds } from '../words.ts';

const colors = ['#2f6fb3', '#2b8a57', '#b8860b', '#7a5195', '#4f8fa8', '#c0322b', '#8a8f98'];

type Props = { days: readonly string[]; dots: readonly Dot[]; onOpen: (id: string) => void };

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A line for each day, a dot for each event at its time of day, coloured by kind. */
export function DayLines({ days, dots, onOpen }: Props) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const ownTitle = useOwnEventTitle();
  const option = useMemo(() => {
    const byId = new Map(dots.map((dot) => [dot.id, dot]));
    return {
      color: colors,
      animation: false,
      textStyle: { fontFamily: token.fontFamily },
      grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
      legend: {
        top: 0,
        left: 0,
        icon: 'circle',
        itemWidth: 9,
        itemHeight: 9,
        textStyle: { color: token.colorTextSecondary },
      },
      tooltip: {
        trigger: 'item',
        confine: true,
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorderSecondary,
        textStyle: { color: token.colorText, fontSize: 12 },
        formatter: ({ name }: { name: string }) => {
          const dot = byId.get(name);
          if (dot === undefined) return '';
          const at = formatTime(firstOf(dot.event.fields, '@timestamp') ?? '', true);
          return `${at}<br/>${escaped(shownText(happeningOf(dot.event.fields, ownTitle).words.slice(0, 80)))}`;
        },
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: 24,
        interval: 3,
        position: 'bottom',
        axisLabel: { color: token.colorTextSecondary, formatter: (hour: number) => `${hour}:00` },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
      yAxis: {
        type: 'category',
        data: [...days].reverse(),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: token.colorTextSecondary },
        splitLine: { show: true, lineStyle: { color: token.colorBorder } },
      },
      series: kinds.map((kind) => ({
        name: t(`auditSearch.kinds.${kind}`),
        type: 'scatter',
        symbolSize: 9,
        cursor: 'pointer',
        itemStyle: { opacity: 0.8 },
        data: dots
          .filter((dot) => dot.kind === kind)
          .map(({ id, hour, day }) => ({ name: id, value: [hour, day] })),
      })),
    };
  }, [days, dots, t, token, ownTitle]);
  return (
    <Chart
      option={option}
      height={Math.min(90 + days.length * 34, 560)}
      label={t('auditSearch.timelineLabel', { total: dots.length, days: days.length })}
      onPick={onOpen}
    />
  );
}
