import type { Phrase } from '../text/bigrams.ts';
import type { Network } from './address.ts';

/**
 * What is looked for, as both stores compile it. Values are already folded, typed by `fieldType` and checked;
 * a field with several values matches when one of them does.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Query[] }
  | { readonly kind: 'not'; readonly item: Query }
  /** Anywhere in the event's `searchTokens`. */
  | { readonly kind: 'words'; readonly phrase: Phrase }
  /** In one text field. */
  | { readonly kind: 'text'; readonly field: string; readonly phrase: Phrase }
  /** `keywordOf` of a value is `value`. */
  | { readonly kind: 'keyword'; readonly field: string; readonly value: string }
  /** `keywordOf` of a value has the `parts` in this order with anything between; `*` ends are empty parts. */
  | { readonly kind: 'wildcard'; readonly field: string; readonly parts: readonly string[] }
  | { readonly kind: 'number'; readonly field: string; readonly range: Range }
  /** In ms since 1970 UTC. */
  | { readonly kind: 'date'; readonly field: string; readonly range: Range }
  | { readonly kind: 'ip'; readonly field: string; readonly network: Network }
  /** The field has a value; true as well for an object with a value below it. */
  | { readonly kind: 'exists'; readonly field: string };

/** `min` and `max` are inside unless said; null: no bound. */
export type Range = {
  readonly min: number | null;
  readonly minOutside: boolean;
  readonly max: number | null;
  readonly maxOutside: boolean;
};

export function inRange(value: number, { min, minOutside, max, maxOutside }: Range): boolean {
  if (min !== null && (minOutside ? value <= min : value < min)) return false;
  return !(max !== null && (maxOutside ? value >= max : value > max));
}
