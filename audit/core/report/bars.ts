import { type Bars, tones } from './document.ts';

type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
};
type Word = {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle';
};

/** A chart in points, origin at its top left: the page and the PDF draw the same. */
export type Drawing = {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly rectangles: readonly Rectangle[];
  readonly lines: readonly { readonly y: number; readonly from: number; readonly to: number }[];
  /** `y` is the base line. */
  readonly words: readonly Word[];
};

const fontSize = 8;
const top = 22;
const bottom = 16;
const left = 34;

/** Places the columns of a chart, its two lines of the scale and its labels. */
export function drawBars({ series, bars }: Bars, width = 500, height = 130): Drawing {
  const totals = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = niceTop(Math.max(1, ...totals));
  const base = height - bottom;
  const scale = (base - top) / most;
  const slot = (width - left) / Math.max(1, bars.length);
  const rectangles: Rectangle[] = [];
  const words: Word[] = [];
  const labelEvery = Math.ceil((14 * bars.length) / (width - left));
  bars.forEach(({ label, values }, i) => {
    let y = base;
    values.forEach((value, j) => {
      const tall = value * scale;
      y -= tall;
      const fill = tones[series[j]!.tone];
      if (tall > 0)
        rectangles.push({ x: left + i * slot + slot * 0.15, y, width: slot * 0.7, height: tall, fill });
    });
    if (i % labelEvery === 0)
      words.push({ x: left + (i + 0.5) * slot, y: height - 5, text: label, anchor: 'middle' });
  });
  let x = left;
  for (const { name, tone } of series) {
    rectangles.push({ x, y: 2, width: 8, height: 8, fill: tones[tone] });
    words.push({ x: x + 12, y: 9, text: name, anchor: 'start' });
    x += 24 + name.length * fontSize;
  }
  const lines = [0, most / 2, most].map((value) => ({ value, y: base - value * scale }));
  for (const { value, y } of lines) {
    if (Number.isInteger(value)) words.push({ x: 0, y: y + 3, text: String(value), anchor: 'start' });
  }
  return {
    width,
    height,
    fontSize,
    rectangles,
    lines: lines.map(({ y }) => ({ y, from: left, to: width })),
    words,
  };
}

/** The least of 1, 2, 5, 10, 20 … that is not below. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
