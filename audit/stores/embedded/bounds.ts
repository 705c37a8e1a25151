import type { Query } from '../../core/query/ast.ts';
import type { TimeRange } from '../reader.ts';

/** From `from` on, before `to`; ms since 1970 UTC, open ends as infinity. */
export type Bounds = { readonly from: number; readonly to: number };

/**
 * The time within which a query can find anything: the range asked for and the conditions on `@timestamp` that
 * all matches have to meet; `rest` is the query without these.
 */
export function boundsOf(query: Query, { from, to }: TimeRange): { bounds: Bounds; rest: Query } {
  let bounds: Bounds = { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
  const items = query.kind === 'and' ? query.items : [query];
  const rest = items.filter((item) => {
    if (item.kind !== 'date' || item.field !== '@timestamp') return true;
    // The parser makes ranges of times that begin inside and end outside.
    bounds = {
      from: Math.max(bounds.from, item.range.min ?? Number.NEGATIVE_INFINITY),
      to: Math.min(bounds.to, item.range.max ?? Number.POSITIVE_INFINITY),
    };
    return false;
  });
  if (rest.length === items.length) return { bounds, rest: query };
  if (rest.length === 0) return { bounds, rest: { kind: 'all' } };
  return { bounds, rest: rest.length === 1 ? rest[0]! : { kind: 'and', items: rest } };
}

/** Seconds from `first` to `last`, both inside. `partial`: not all of it is within the bounds. */
export type Stretch = { readonly first: number; readonly last: number; readonly partial: boolean };

const lastSecond = 0xffff_ffff;

/** The seconds that bounds touch, oldest first; the two at the ends apart when the bounds cut through them. */
export function stretchesOf({ from, to }: Bounds): Stretch[] {
  const low = Math.min(Math.max(from, 0), (lastSecond + 1) * 1000);
  const high = Math.min(Math.max(to, 0), (lastSecond + 1) * 1000);
  if (low >= high) return [];
  const first = Math.floor(low / 1000);
  const last = Math.ceil(high / 1000) - 1;
  const cutLow = low % 1000 !== 0;
  const cutHigh = high % 1000 !== 0;
  if (first === last) return [{ first, last, partial: cutLow || cutHigh }];
  const stretches: Stretch[] = [];
  if (cutLow) stretches.push({ first, last: first, partial: true });
  const begin = cutLow ? first + 1 : first;
  const end = cutHigh ? last - 1 : last;
  if (begin <= end) stretches.push({ first: begin, last: end, partial: false });
  if (cutHigh) stretches.push({ first: last, last, partial: true });
  return stretches;
}
