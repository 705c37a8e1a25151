/** Lengths that a search reaches back from now. */
export const backMs = {
  '15m': 15 * 60_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
} as const;
export type Back = keyof typeof backMs;
export const backs = Object.keys(backMs) as readonly Back[];

/** From `from` on, before `to`; RFC 3339 UTC. */
export type Span = { readonly from: string; readonly to: string };
/** As far back from now as it says, or between two moments. */
export type Range = Back | Span;

export const defaultRange: Back = '24h';

const isBack = (text: string): text is Back => Object.hasOwn(backMs, text);
const isMoment = (text: string) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));

/** `24h`, or two moments with `~` between; what is neither is the default. */
export function readRange(text: string | null | undefined): Range {
  if (text === null || text === undefined) return defaultRange;
  if (isBack(text)) return text;
  const [from = '', to = ''] = text.split('~');
  if (!isMoment(from) || !isMoment(to) || Date.parse(from) >= Date.parse(to)) return defaultRange;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

export function writeRange(range: Range): string {
  return typeof range === 'string' ? range : `${range.from}~${range.to}`;
}

/** The moments that a range stands for; its end lies a little ahead, for clocks that are. */
export function spanOf(range: Range, now: number): Span {
  if (typeof range !== 'string') return range;
  return {
    from: new Date(now - backMs[range]).toISOString(),
    to: new Date(now + 60_000).toISOString(),
  };
}

/** A range of `ms` on either side of a moment. */
export function around(at: string, ms: number): Range {
  const middle = Date.parse(at);
  if (Number.isNaN(middle)) return defaultRange;
  return { from: new Date(middle - ms).toISOString(), to: new Date(middle + ms).toISOString() };
}

export type View = {
  readonly query: string;
  readonly range: Range;
  readonly order: 'newest' | 'oldest';
  /** Shows records as they come in. */
  readonly live: boolean;
  /** The event that is open. */
  readonly event: string | undefined;
};

/** A search as it stands in the address. */
export function readView(params: URLSearchParams): View {
  return {
    query: params.get('q') ?? '',
    range: readRange(params.get('range')),
    order: params.get('order') === 'oldest' ? 'oldest' : 'newest',
    live: params.get('live') === '1',
    event: params.get('event') ?? undefined,
  };
}

/** The address of a view; defaults are left out. */
export function writeView(view: View): URLSearchParams {
  const params = new URLSearchParams();
  if (view.query.trim() !== '') params.set('q', view.query);
  const range = writeRange(view.range);
  if (range !== defaultRange) params.set('range', range);
  if (view.order === 'oldest') params.set('order', 'oldest');
  if (view.live) params.set('live', '1');
  if (view.event !== undefined) params.set('event', view.event);
  return params;
}
