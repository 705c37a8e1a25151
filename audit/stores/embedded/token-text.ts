import { foldedTexts, textBreak } from '../../core/query/search-tokens.ts';
import { tokensOfFolded } from '../../core/text/bigrams.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but NUL is meant
const ascii = /^[\x01-\x7f]*$/;
const longWord = /[0-9a-z]{65}/;

/**
 * What SQLite's `ascii` tokeniser cuts into the tokens of an event's free texts (`tokensOfTexts`). ASCII is left
 * as it is, for the tokeniser cuts it where we would: most lines need no cutting of ours.
 */
export function textOfTexts(original: unknown, texts: readonly string[]): string {
  return foldedTexts(original, texts).map(cuttable).join(` ${textBreak} `);
}

function cuttable(text: string): string {
  return ascii.test(text) && !longWord.test(text) ? text : tokensOfFolded(text).join(' ');
}
