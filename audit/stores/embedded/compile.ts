import type { Network } from '../../core/query/address.ts';
import type { Query, Range } from '../../core/query/ast.ts';
import { hasParts } from '../../core/query/values.ts';
import type { Phrase } from '../../core/text/bigrams.ts';
import {
  anyToken,
  beginsBucket,
  bucketIn,
  bucketOf,
  bucketToken,
  decode,
  encode,
  type FieldCodes,
  networkDigits,
  networkToken,
  shapeToken,
  valueToken,
} from './terms.ts';

/** An expression of FTS5, all but what one finds, all events, or none. */
export type Found = { readonly fts: string } | { readonly without: string } | 'all' | 'none';

/** Every event of `sure` is what is looked for, and all that is, is in `maybe`. */
export type Plan = { readonly sure: Found; readonly maybe: Found };

/** What the index of a day can be asked when a query is compiled for it. */
export type IndexWords = {
  readonly codes: FieldCodes;
  /** Tokens of the index that begin so, at most `most`; null: there are more. */
  tokens(prefix: string, most: number): readonly string[] | null;
  /** Numbers of the shapes that have the field or one below it, and whether other events may have it. */
  shapesWith(field: string): { readonly ids: readonly number[]; readonly others: boolean };
};

/** So many tokens may stand for one condition; beyond it the events are looked at. */
const mostTokens = 300;

const none: Plan = { sure: 'none', maybe: 'none' };

/** How the index of one day answers a query. */
export function planOf(query: Query, words: IndexWords): Plan {
  switch (query.kind) {
    case 'all':
      return both('all');
    case 'and':
      return joined(query.items, words, allOf);
    case 'or':
      return joined(query.items, words, someOf);
    case 'not': {
      const { sure, maybe } = planOf(query.item, words);
      return { sure: not(maybe), maybe: not(sure) };
    }
    case 'words':
      return both(phrase(query.phrase));
    case 'text':
      return { sure: 'none', maybe: and(phrase(query.phrase), existing(query.field, words).maybe) };
    case 'exists':
      return existing(query.field, words);
    case 'keyword': {
      const code = codeOf(query.field, 'keyword', words);
      if (code !== null) return both(quoted(valueToken(code, encode(query.value))));
      return unsure(query.field, words);
    }
    case 'wildcard':
      return wildcard(query.field, query.parts, words);
    case 'number': {
      const code = codeOf(query.field, 'number', words);
      return code === null ? unsure(query.field, words) : numbers(code, query.range, words);
    }
    case 'date':
      return unsure(query.field, words);
    case 'ip': {
      const code = codeOf(query.field, 'ip', words);
      return (code === null ? null : network(code, query.network)) ?? unsure(query.field, words);
    }
  }
}

export function isExact({ sure, maybe }: Plan): boolean {
  return expressionOf(sure) === expressionOf(maybe);
}

/** The whole expression; all events that are in the index have `anyToken`. */
export function expressionOf(found: Found): string {
  if (typeof found === 'string') return found;
  return 'fts' in found ? found.fts : `("${anyToken}" NOT ${found.without})`;
}

export function and(a: Found, b: Found): Found {
  return allOf([a, b]);
}

/** Those of `a` that are not in `b`. */
export function except(a: Found, b: Found): Found {
  return and(a, not(b));
}

/** Lists are joined flat: the parser of FTS5 stops at about 100 things that wait for their end. */
function allOf(items: readonly Found[]): Found {
  if (items.includes('none')) return 'none';
  const found = items.flatMap((item) => (typeof item === 'object' && 'fts' in item ? [item.fts] : []));
  const left = items.flatMap((item) => (typeof item === 'object' && 'without' in item ? [item.without] : []));
  if (found.length === 0) return left.length === 0 ? 'all' : { without: list(left, 'OR') };
  return { fts: left.length === 0 ? list(found, 'AND') : `(${list(found, 'AND')} NOT ${list(left, 'OR')})` };
}

function someOf(items: readonly Found[]): Found {
  return not(allOf(items.map(not)));
}

/** What is itself in brackets stands first, where fewer things wait for it. */
function list(items: readonly string[], by: 'AND' | 'OR'): string {
  if (items.length === 1) return items[0]!;
  const nested = items.filter((item) => item.startsWith('('));
  const plain = items.filter((item) => !item.startsWith('('));
  return `(${[...nested, ...plain].join(` ${by} `)})`;
}

function not(found: Found): Found {
  if (found === 'all') return 'none';
  if (found === 'none') return 'all';
  return 'fts' in found ? { without: found.fts } : { fts: found.without };
}

function both(found: Found): Plan {
  return { sure: found, maybe: found };
}

function joined(items: readonly Query[], words: IndexWords, join: (items: readonly Found[]) => Found): Plan {
  const plans = items.map((item) => planOf(item, words));
  return { sure: join(plans.map(({ sure }) => sure)), maybe: join(plans.map(({ maybe }) => maybe)) };
}

function quoted(tokens: string): Found {
  return { fts: `"${tokens}"` };
}

function anyOf(tokens: readonly string[]): Found {
  return someOf(tokens.map(quoted));
}

function phrase({ tokens, prefix }: Phrase): Found {
  const whole: Found = tokens.length === 0 ? 'all' : quoted(tokens.join(' '));
  return prefix === null ? whole : and(whole, { fts: `"${prefix}" *` });
}

function codeOf(field: string, type: string, { codes }: IndexWords): number | null {
  const known = codes.get(field);
  return known?.type === type ? known.code : null;
}

function existing(field: string, words: IndexWords): Plan {
  const { ids, others } = words.shapesWith(field);
  const sure = ids.length > mostTokens ? 'all' : anyOf(ids.map(shapeToken));
  if (ids.length > mostTokens) return { sure: 'none', maybe: 'all' };
  return { sure, maybe: others ? someOf([sure, quoted(shapeToken(0))]) : sure };
}

/** The events that have the field have to be looked at. */
function unsure(field: string, words: IndexWords): Plan {
  return { sure: 'none', maybe: existing(field, words).maybe };
}

function wildcard(field: string, parts: readonly string[], words: IndexWords): Plan {
  const code = codeOf(field, 'keyword', words);
  if (code === null) return unsure(field, words);
  const tokens = words.tokens(valueToken(code, encode(parts[0]!)), 20_000);
  const found = tokens?.filter((token) => hasParts(decode(token.slice(1)), parts));
  if (found === undefined || found.length > mostTokens) return unsure(field, words);
  return both(anyOf(found));
}

function numbers(code: number, range: Range, words: IndexWords): Plan {
  const { min, max, minOutside, maxOutside } = range;
  if (min !== null && min === max) {
    return minOutside || maxOutside ? none : both(quoted(valueToken(code, encode(String(min)))));
  }
  const tokens = words.tokens(bucketToken(code, 0).slice(0, 1), 20_000) ?? [];
  const low = min === null ? Number.NEGATIVE_INFINITY : bucketOf(min);
  const high = max === null ? Number.POSITIVE_INFINITY : bucketOf(max);
  const lowWhole = min === null || (!minOutside && (min === 0 || beginsBucket(min)));
  const highWhole = max === null || (max === 0 && !maxOutside);
  const highOut = max !== null && maxOutside && (max === 0 || beginsBucket(max));
  const maybe = tokens.filter((token) => {
    const bucket = bucketIn(token);
    if (min === 0 && minOutside && bucket === 0) return false;
    return bucket >= low && (highOut ? bucket < high : bucket <= high);
  });
  const sure = maybe.filter((token) => {
    const bucket = bucketIn(token);
    return (lowWhole || bucket > low) && (highWhole || bucket < high);
  });
  return { sure: anyOf(sure), maybe: anyOf(maybe) };
}

/** Null: none of the networks that are indexed is near. */
function network(code: number, { family, hex, bits }: Network): Plan | null {
  const digits = Math.ceil(bits / 4);
  if (bits === hex.length * 4) return both(quoted(valueToken(code, hex)));
  const levels = networkDigits[family];
  // The next finer networks that are indexed make it up, if they are few enough.
  const finer = levels.find((level) => level >= digits);
  if (finer !== undefined && finer * 4 - bits <= 8) {
    const begin = Number.parseInt(hex.slice(0, finer).slice(-8), 16);
    const tokens = Array.from({ length: 2 ** (finer * 4 - bits) }, (_, i) => {
      const end = (begin + i).toString(16).padStart(Math.min(finer, 8), '0');
      return networkToken(code, family, hex.slice(0, finer).slice(0, -8) + end);
    });
    return both(anyOf(tokens));
  }
  const coarser = levels.findLast((level) => level * 4 <= bits);
  if (coarser === undefined) return null;
  return { sure: 'none', maybe: quoted(networkToken(code, family, hex.slice(0, coarser))) };
}
