import { addressHex, addressText } from '../../core/query/address.ts';
import type { Query } from '../../core/query/ast.ts';
import { type FieldType, leavesAt } from '../../core/query/fields.ts';
import { keywordOf } from '../../core/query/values.ts';
import type { EcsFields } from '../../core/record.ts';
import type { Facet, TimeRange } from '../reader.ts';
import { asked, countOf, endless, type OpenDay, ranksOf } from './answers.ts';
import { and, type Found, isExact } from './compile.ts';
import type { Pace } from './pace.ts';
import { allRanks } from './rank.ts';
import { decode, encode, valueToken } from './terms.ts';

/** Up to so many events are looked at one by one before values are counted by the index. */
const fewEvents = 5_000;

export function facets(
  days: readonly OpenDay[],
  query: Query,
  options: TimeRange & { readonly field: string; readonly size: number },
  pace: Pace,
): Facet[] {
  const totals = new Map<string, number>();
  const asks = days.map(({ reader }) => ({
    ask: asked(query, options, reader),
    field: reader.words.codes.get(options.field),
    reader,
  }));
  const candidates = asks.map(({ ask, reader }) => reader.count(ask.plan.maybe, allRanks));
  const few = candidates.reduce((a, b) => a + b, 0) <= fewEvents;
  const byIndex = asks.filter(({ ask, field }) => !few && field !== undefined && isExact(ask.plan));
  for (const { ask, field, reader } of asks) {
    if (field === undefined || byIndex.some((one) => one.ask === ask)) continue;
    for (const rank of ranksOf(ask, allRanks, true, endless, pace)) {
      for (const value of valuesOf(reader.event(rank).fields, options.field, field.type)) {
        totals.set(value, (totals.get(value) ?? 0) + 1);
      }
    }
  }
  const upper = new Map<string, number>(totals);
  for (const { field, reader } of byIndex) {
    const ipField = field!.type === 'ip';
    for (const { token, n } of reader.counts(valueToken(field!.code, ''))) {
      const value = shown(token.slice(1), ipField);
      upper.set(value, (upper.get(value) ?? 0) + n);
    }
  }
  // A value cannot have more than all its events: once the best are found among the most frequent, it is over.
  const best: Facet[] = [];
  const order = [...upper].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  for (const [value, most] of order) {
    pace.step();
    const least = best.length < options.size ? 0 : best[options.size - 1]!.count;
    if (most < least || most === 0) break;
    let n = totals.get(value) ?? 0;
    for (const { ask, field } of byIndex) {
      const ipField = field!.type === 'ip';
      const token: Found = { fts: `"${tokenOf(field!.code, ipField, value)}"` };
      const narrowed = and(ask.plan.maybe, token);
      n += countOf({ ...ask, plan: { sure: narrowed, maybe: narrowed } }, allRanks, pace);
    }
    if (n > 0) best.push({ value, count: n });
    best.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    best.length = Math.min(best.length, options.size);
  }
  return best;
}

function valuesOf(fields: EcsFields, field: string, type: FieldType): Set<string> {
  const values = leavesAt(fields, field).map((leaf) => {
    if (type !== 'ip') return keywordOf(leaf);
    const hex = typeof leaf === 'string' ? addressHex(leaf) : null;
    return hex === null ? null : addressText(hex);
  });
  return new Set(values.filter((value) => value !== null));
}

function shown(value: string, ip: boolean): string {
  return ip ? addressText(value) : decode(value);
}

function tokenOf(code: number, ip: boolean, value: string): string {
  return valueToken(code, ip ? addressHex(value)! : encode(value));
}
