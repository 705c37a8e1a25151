/** A report as paper: what the page and the PDF are both drawn from. All texts are plain, none is markup. */
export type ReportDocument = {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly Section[];
  /** At the foot of every sheet. */
  readonly foot: string;
};

export type Fact = { readonly label: string; readonly value: string };

export type Section = { readonly title: string; readonly english: string; readonly blocks: readonly Block[] };

export type Block =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'note'; readonly tone: 'plain' | 'good' | 'warning'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | Table
  | Bars;

export type Table = {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Said when there are no rows. */
  readonly empty: string;
};

/** `share` of the width: all columns together are divided by their sum. */
export type Column = { readonly title: string; readonly share: number; readonly number?: true };

/** Columns from left to right, one a label; each is a stack of the series. */
export type Bars = {
  readonly kind: 'bars';
  readonly title: string;
  readonly series: readonly { readonly name: string; readonly tone: Tone }[];
  readonly bars: readonly { readonly label: string; readonly values: readonly number[] }[];
};

export type Tone = 'main' | 'second' | 'alarm';

/** Colours that differ on a black-and-white printer too. */
export const tones: Readonly<Record<Tone, string>> = {
  main: '#1f4e8c',
  second: '#8fb4dd',
  alarm: '#b42318',
};
