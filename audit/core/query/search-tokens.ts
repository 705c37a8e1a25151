import type { EcsFields } from '../record.ts';
import { fold, holds, textLimit, tokensOf } from '../text/bigrams.ts';
import { eachLeaf, isQuiet, leavesAt } from './fields.ts';

/** Stands between texts so that no phrase goes from one into the next; no text can have it as a token. */
export const textBreak = '\ue000';

/**
 * What free text is looked for in, the same in both stores: the tokens of `event.original`, then of each
 * text or keyword that the original does not already hold word for word (`isQuiet` fields apart).
 */
export function searchTokens(fields: EcsFields): string[] {
  const texts: string[] = [];
  eachLeaf(fields, (path, leaf) => {
    if (typeof leaf === 'string' && isFree(path)) texts.push(leaf);
  });
  return tokensOfTexts(leavesAt(fields, 'event.original')[0], texts);
}

/** Whether free text looks into the strings of a field, the original apart. */
export function isFree(path: string): boolean {
  return path !== 'event.original' && path !== '@timestamp' && path !== 'event.ingested' && !isQuiet(path);
}

/** `searchTokens` of an event whose free texts were found already, in their order. */
export function tokensOfTexts(original: unknown, texts: readonly string[]): string[] {
  const whole = typeof original === 'string' ? fold(original.slice(0, textLimit)) : '';
  const tokens = typeof original === 'string' ? tokensOf(original) : [];
  let added: Set<string> | undefined;
  for (const text of texts) {
    if (text === '') continue;
    const folded = fold(text.length > textLimit ? text.slice(0, textLimit) : text);
    if (holds(whole, folded) || added?.has(folded)) continue;
    added ??= new Set();
    added.add(folded);
    tokens.push(textBreak);
    for (const token of tokensOf(text)) tokens.push(token);
  }
  return tokens;
}
