import { textBreak } from '../../core/query/search-tokens.ts';
import { fold, holds, textLimit, tokensOfFolded } from '../../core/text/bigrams.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but NUL is meant
const ascii = /^[\x01-\x7f]*$/;
const longWord = /[0-9a-z]{65}/;

/**
 * What SQLite's `ascii` tokeniser cuts into the tokens of an event's free texts (`tokensOfTexts`). ASCII is left
 * as it is, for the tokeniser cuts it where we would: most lines need no cutting of ours.
 */
export function textOfTexts(original: unknown, texts: readonly string[]): string {
  const whole = typeof original === 'string' ? folded(original) : '';
  let out = cuttable(whole);
  let added: Set<string> | undefined;
  for (const text of texts) {
    if (text === '') continue;
    const one = folded(text);
    if (holds(whole, one) || added?.has(one)) continue;
    added ??= new Set();
    added.add(one);
    out += ` ${textBreak} ${cuttable(one)}`;
  }
  return out;
}

function folded(text: string): string {
  return fold(text.length > textLimit ? text.slice(0, textLimit) : text);
}

function cuttable(text: string): string {
  return ascii.test(text) && !longWord.test(text) ? text : tokensOfFolded(text).join(' ');
}
