import { theme } from 'antd';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';

type Props = {
  option: EChartsCoreOption;
  height: number;
  label: string;
  onPick?: (name: string) => void;
  /** Bars can be chosen by drawing over them, or by a press on one: the places of the first and the last. */
  onSpan?: (first: number, last: number) => void;
};

/** A chart that follows the size of its place. `label` says to a screen reader what it shows. */
export function Chart({ option, height, label, onPick, onSpan }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const latest = useRef({ option, onPick, onSpan });
  latest.current = { option, onPick, onSpan };
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
      if (latest.current.onSpan) letSpansBeDrawn(made, (first, last) => latest.current.onSpan?.(first, last));
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
    if (chart.current && latest.current.onSpan) armBrush(chart.current);
  }, [option]);

  // Clipped: when the window narrows, the drawing is as wide as before until it is drawn again.
  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      style={{ height, overflowX: 'clip', color: token.colorText }}
    />
  );
}

/** The pointer draws at once, without a tool to be chosen first. */
function armBrush(chart: EChartsType): void {
  chart.dispatchAction({
    type: 'takeGlobalCursor',
    key: 'brush',
    brushOption: { brushType: 'lineX', brushMode: 'single' },
  });
}

type BrushEnd = { areas?: readonly { coordRange?: readonly [number, number] }[] };

function letSpansBeDrawn(chart: EChartsType, onSpan: (first: number, last: number) => void): void {
  armBrush(chart);
  let drawn = false;
  chart.on('brushEnd', (event) => {
    const range = (event as BrushEnd).areas?.[0]?.coordRange;
    if (range === undefined) return;
    drawn = true;
    chart.dispatchAction({ type: 'brush', areas: [] });
    onSpan(Math.max(0, range[0]), range[1]);
  });
  chart.getZr().on('mousedown', () => {
    drawn = false;
  });
  chart.getZr().on('click', ({ offsetX, offsetY }) => {
    if (drawn || !chart.containPixel('grid', [offsetX, offsetY])) return;
    const bar = chart.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY])[0];
    if (bar !== undefined && Number.isFinite(bar)) onSpan(Math.round(bar), Math.round(bar));
  });
}
