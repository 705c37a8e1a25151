import type { EcsFields } from '../record.ts';
import { fold, holds, textLimit, tokensOfFolded } from '../text/bigrams.ts';
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
  const [whole, ...others] = foldedTexts(original, texts);
  const tokens = tokensOfFolded(whole);
  for (const text of others) {
    tokens.push(textBreak);
    for (const token of tokensOfFolded(text)) tokens.push(token);
  }
  return tokens;
}

/** The texts of an event that free text looks into, cut to their limit and folded: the original, then the others. */
export function foldedTexts(original: unknown, texts: readonly string[]): [string, ...string[]] {
  const whole = typeof original === 'string' ? folded(original) : '';
  let others: Set<string> | undefined;
  for (const text of texts) {
    if (text === '') continue;
    const one = folded(text);
    if (holds(whole, one)) continue;
    others ??= new Set();
    others.add(one);
  }
  return others ? [whole, ...others] : [whole];
}

const folded = (text: string): string => fold(text.length > textLimit ? text.slice(0, textLimit) : text);
