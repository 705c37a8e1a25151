import { auditErrors } from '../../errors.ts';
import { fold, isPair, type Phrase, phraseOf } from '../text/bigrams.ts';
import { parseNetwork } from './address.ts';
import type { Query, Range } from './ast.ts';
import { type DateContext, dateSpan } from './dates.ts';
import { fieldType } from './fields.ts';
import type { Token } from './lexer.ts';
import { keywordOf, numberOf } from './values.ts';

type Value = Extract<Token, { kind: 'word' | 'phrase' }>;

/** Words of the whole event. */
export function free(value: Value): Query {
  if (isStar(value)) return { kind: 'all' };
  return { kind: 'words', phrase: words(value) };
}

/** `field:value`. */
export function exact(field: string, value: Value, context: DateContext): Query {
  if (isStar(value)) return { kind: 'exists', field };
  const { position, text, stars } = value;
  switch (fieldType(field)) {
    case 'text':
      return { kind: 'text', field, phrase: words(value) };
    case 'keyword':
      if (stars.length === 0) return { kind: 'keyword', field, value: keywordOf(text) };
      return { kind: 'wildcard', field, parts: partsOf(value) };
    case 'number': {
      const number = numberIn(field, value);
      return {
        kind: 'number',
        field,
        range: { min: number, minOutside: false, max: number, maxOutside: false },
      };
    }
    case 'date': {
      const { from, to } = spanIn(field, value, context);
      return { kind: 'date', field, range: { min: from, minOutside: false, max: to, maxOutside: true } };
    }
    case 'ip': {
      const network = parseNetwork(fold(text));
      if (!network) throw auditErrors['query-address']({ field, position, found: text.slice(0, 60) });
      return { kind: 'ip', field, network };
    }
  }
}

/** `field >= value` and its kin. */
export function comparison(field: string, mark: string, value: Value, context: DateContext): Query {
  const above = mark.startsWith('>');
  const open: Value = { kind: 'word', position: value.position, text: '*', stars: [0] };
  const outside = { minOutside: mark === '>', maxOutside: mark === '<' };
  return above
    ? interval(field, value, open, outside, context)
    : interval(field, open, value, outside, context);
}

/** `field:[low TO high]`; `*` is no bound. */
export function interval(
  field: string,
  low: Value,
  high: Value,
  outside: { readonly minOutside: boolean; readonly maxOutside: boolean },
  context: DateContext,
): Query {
  const type = fieldType(field);
  if (type === 'number') {
    const min = isStar(low) ? null : numberIn(field, low);
    const max = isStar(high) ? null : numberIn(field, high);
    return { kind: 'number', field, range: { min, max, ...outside } };
  }
  if (type !== 'date') throw auditErrors['query-range-field']({ field, position: low.position });
  const from = isStar(low) ? null : spanIn(field, low, context);
  const to = isStar(high) ? null : spanIn(field, high, context);
  const range: Range = {
    min: from && (outside.minOutside ? from.to : from.from),
    minOutside: false,
    max: to && (outside.maxOutside ? to.from : to.to),
    maxOutside: true,
  };
  return { kind: 'date', field, range };
}

function isStar({ kind, text, stars }: Value): boolean {
  return kind === 'word' && stars.length > 0 && stars.length === text.length;
}

function words(value: Value): Phrase {
  const { text, stars, position } = value;
  const open = stars.length === 1 && stars[0] === text.length - 1;
  if (stars.length > 0 && !open) throw auditErrors['query-wildcard-text']({ position });
  const phrase = phraseOf(open ? text.slice(0, -1) : text);
  if (phrase.tokens.length === 0 && phrase.prefix === null) {
    throw auditErrors['query-no-words']({ position, found: text.slice(0, 40) });
  }
  return open ? opened(text.slice(0, -1), phrase) : phrase;
}

/** The last word may go on; a Chinese one may in any case. */
function opened(text: string, phrase: Phrase): Phrase {
  const last = phrase.tokens.at(-1);
  if (phrase.prefix !== null || last === undefined || isPair(last) || !fold(text).endsWith(last))
    return phrase;
  return { tokens: phrase.tokens.slice(0, -1), prefix: last };
}

function partsOf({ text, stars }: Value): string[] {
  const ends = [...stars, text.length];
  return ends.map((end, i) => fold(text.slice(i === 0 ? 0 : stars[i - 1]! + 1, end)));
}

function numberIn(field: string, { text, stars, position }: Value): number {
  const number = stars.length > 0 ? null : numberOf(fold(text));
  if (number === null) throw auditErrors['query-number']({ field, position, found: text.slice(0, 40) });
  return number;
}

function spanIn(field: string, { text, position }: Value, context: DateContext) {
  const span = dateSpan(fold(text).toUpperCase(), context);
  if (!span) throw auditErrors['query-date']({ field, position, found: text.slice(0, 40) });
  return span;
}
