import { addressHex, addressText } from '../../core/query/address.ts';
import type { Query } from '../../core/query/ast.ts';
import { type FieldType, leavesAt } from '../../core/query/fields.ts';
import { keywordOf } from '../../core/query/values.ts';
import type { EcsFields } from '../../core/record.ts';
import type { Facet, TimeRange } from '../reader.ts';
import { type Asked, asksOf, countOf, endless, type OpenDay, ranksOf } from './answers.ts';
import { and, except } from './compile.ts';
import type { DayReader } from './day-reader.ts';
import type { Pace } from './pace.ts';
import { allRanks, secondOf } from './rank.ts';
import { decode, encode, valueToken } from './terms.ts';

/** So many events are looked at one by one rather than values counted by the index. */
const fewEvents = 100;
const manyEvents = 20_000;

type FieldAsk = {
  readonly ask: Asked;
  readonly code: number;
  readonly type: FieldType;
  /** How many events of the day have each value, whatever is looked for. */
  readonly all: ReadonlyMap<string, number>;
};

/** The most frequent values of a field among what is looked for, see `EventReader.facets`. */
export function facets(
  days: readonly OpenDay[],
  query: Query,
  options: TimeRange & { readonly field: string; readonly size: number },
  pace: Pace,
): Facet[] {
  const asks = asksOf(days, query, options).flatMap((ask): FieldAsk[] => {
    const field = ask.reader.words.codes.get(options.field);
    return field === undefined ? [] : [{ ask, ...field, all: valueCounts(ask.reader, field) }];
  });
  const all = new Map<string, number>();
  for (const { all: ofDay } of asks)
    for (const [value, n] of ofDay) all.set(value, (all.get(value) ?? 0) + n);
  const candidates = asks.reduce((sum, { ask }) => sum + ask.reader.count(ask.plan.maybe, allRanks), 0);
  const few = candidates <= Math.max(fewEvents, Math.min(all.size, manyEvents));
  const looked = new Map<string, number>();
  for (const { ask, type } of asks) {
    const unsure = few ? ask.plan.maybe : except(ask.plan.maybe, ask.plan.sure);
    const look: Asked = { ...ask, plan: { sure: few ? ask.plan.sure : 'none', maybe: unsure } };
    for (const rank of ranksOf(look, allRanks, true, endless, pace)) {
      for (const value of valuesOf(ask.reader.event(rank).fields, options.field, type)) {
        looked.set(value, (looked.get(value) ?? 0) + 1);
      }
    }
  }
  const counted = (value: string) =>
    asks.reduce((sum, { ask, code, type, all: ofDay }) => {
      if (ask.plan.sure === 'all' && isWholeDay(ask)) return sum + (ofDay.get(value) ?? 0);
      const found = and(ask.plan.sure, { fts: `"${tokenOf(code, type === 'ip', value)}"` });
      return sum + countOf({ ...ask, plan: { sure: found, maybe: found } }, allRanks, pace);
    }, 0);
  // A value cannot have more than all its events: once the best are found among the most frequent, it is over.
  const best: Facet[] = [];
  const order = [...(few ? looked : all)].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  for (const [value, most] of order) {
    pace.step();
    const least = best.length < options.size ? 0 : best.at(-1)!.count;
    if (most < least) break;
    const count = (looked.get(value) ?? 0) + (few ? 0 : counted(value));
    if (count > 0) best.push({ value, count });
    best.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    best.length = Math.min(best.length, options.size);
  }
  return best;
}

function isWholeDay({ bounds, ends }: Asked): boolean {
  return bounds.from <= secondOf(ends.low) * 1000 && bounds.to >= (secondOf(ends.high) + 1) * 1000;
}

function valueCounts(
  reader: DayReader,
  { code, type }: { code: number; type: FieldType },
): Map<string, number> {
  const counts = reader.counts(valueToken(code, '')).map(({ token, n }): [string, number] => {
    const value = token.slice(1);
    return [type === 'ip' ? addressText(value) : decode(value), n];
  });
  return new Map(counts);
}

function valuesOf(fields: EcsFields, field: string, type: FieldType): Set<string> {
  const values = leavesAt(fields, field).map((leaf) => {
    if (type !== 'ip') return keywordOf(leaf);
    const hex = typeof leaf === 'string' ? addressHex(leaf) : null;
    return hex === null ? null : addressText(hex);
  });
  return new Set(values.filter((value) => value !== null));
}

function tokenOf(code: number, ip: boolean, value: string): string {
  return valueToken(code, ip ? addressHex(value)! : encode(value));
}
