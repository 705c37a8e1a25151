import { Empty, theme } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Chart } from '../../../parts/Chart.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { expirySeries, monthsFrom } from '../expiry-series.ts';
import type { Inventory } from '../queries.ts';

const colors = ['#1c4e89', '#b8860b', '#2b8a57', '#7a5195', '#c0563b', '#4f8fa8', '#8a8f98'];
const shownMonths = 18;

/** How many valid certificates end in each of the coming months; a bar leads to them. */
export function ExpiryChart({ inventory, height = 300 }: { inventory: Inventory; height?: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const { token } = theme.useToken();

  const option = useMemo(() => {
    const titles = new Map(inventory.byProfile.map((row) => [row.profile, words(row.title)]));
    const empty = monthsFrom(new Date(), shownMonths).map((month) => ({ month, profile: '', count: 0 }));
    const { months, series } = expirySeries([...empty, ...inventory.expiryByMonth]);
    return {
      color: colors,
      animation: token.motion,
      animationDuration: 300,
      textStyle: { fontFamily: token.fontFamily },
      grid: { left: 8, right: 8, top: 16, bottom: 36, containLabel: true },
      legend: {
        bottom: 0,
        icon: 'roundRect',
        itemWidth: 12,
        itemHeight: 8,
        textStyle: { color: token.colorTextSecondary },
      },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorderSecondary,
        textStyle: { color: token.colorText },
      },
      xAxis: {
        type: 'category',
        data: months,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token.colorBorder } },
        axisLabel: { color: token.colorTextSecondary, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
        axisLabel: { color: token.colorTextSecondary },
      },
      series: series.map(({ profile, counts }) => ({
        name: titles.get(profile) ?? profile,
        type: 'bar',
        stack: 'all',
        data: counts,
        barMaxWidth: 28,
        cursor: 'pointer',
      })),
    };
  }, [inventory, words, token]);

  if (inventory.expiryByMonth.every(({ count }) => count === 0)) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={t('certificates.noExpiry')}
        style={{ paddingBlock: 56 }}
      />
    );
  }
  const pick = (month: string) => {
    const from = new Date(`${month}-01T00:00:00Z`);
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
    navigate(
      `/certificates/list?${new URLSearchParams({ owner: 'holder', expiresAfter: from.toISOString(), expiresBefore: to.toISOString(), sort: 'expires' })}`,
    );
  };
  return <Chart option={option} height={height} label={t('certificates.expiryChart')} onPick={pick} />;
}
