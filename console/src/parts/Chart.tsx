import { theme } from 'antd';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';

type Props = { option: EChartsCoreOption; height: number; label: string; onPick?: (name: string) => void };

/** A chart that follows the size of its place. `label` says to a screen reader what it shows. */
export function Chart({ option, height, label, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const latest = useRef({ option, onPick });
  latest.current = { option, onPick };
  const { token } = theme.useToken();

  useEffect(() => {
    let stopped = false;
    let observer: ResizeObserver | undefined;
    void import('./chart-engine.ts').then(({ init }) => {
      if (stopped || place.current === null) return;
      const made = init(place.current, undefined, { renderer: 'svg' });
      chart.current = made;
      made.setOption(latest.current.option);
      made.on('click', ({ name }) => latest.current.onPick?.(name));
      observer = new ResizeObserver(() => made.resize());
      observer.observe(place.current);
    });
    return () => {
      stopped = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, color: token.colorText }} />;
}
