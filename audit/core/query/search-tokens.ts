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
  const [original] = leavesAt(fields, 'event.original');
  const tokens = typeof original === 'string' ? tokensOf(original) : [];
  const whole = typeof original === 'string' ? fold(original.slice(0, textLimit)) : '';
  const added = new Set<string>();
  eachLeaf(fields, (path, leaf) => {
    if (typeof leaf !== 'string' || leaf === '' || path === 'event.original' || isQuiet(path)) return;
    if (path === '@timestamp' || path === 'event.ingested') return;
    const text = fold(leaf.slice(0, textLimit));
    if (holds(whole, text) || added.has(text)) return;
    added.add(text);
    tokens.push(textBreak);
    for (const token of tokensOf(leaf)) tokens.push(token);
  });
  return tokens;
}
