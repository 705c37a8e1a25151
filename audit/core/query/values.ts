import { fold } from '../text/bigrams.ts';
import type { Leaf } from './fields.ts';

const longestKeyword = 256;

/** What a keyword is compared by: folded text, of which the first 256 characters count. */
export function keywordOf(leaf: Leaf): string {
  const text = typeof leaf === 'string' ? leaf : String(leaf);
  return fold(text.length > longestKeyword ? text.slice(0, longestKeyword) : text).slice(0, longestKeyword);
}

/** The number that a value of a number field counts as; null: it is none, and is not found by order. */
export function numberOf(leaf: Leaf): number | null {
  if (typeof leaf === 'boolean') return null;
  if (typeof leaf === 'string' && !/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(leaf)) return null;
  const value = Number(leaf);
  return Number.isFinite(value) ? value : null;
}

/** The time that a value of a date field counts as, in ms since 1970 UTC; null: it is none. */
export function timeOf(leaf: Leaf): number | null {
  if (typeof leaf !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(leaf)) {
    return null;
  }
  const time = Date.parse(leaf);
  return Number.isNaN(time) ? null : time;
}

/** Whether the parts stand in a text in their order, the first at its beginning, the last at its end. */
export function hasParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return at <= end;
}
