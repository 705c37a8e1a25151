/** Characters of one text that can be found by words; what follows is kept but not searchable. */
export const textLimit = 65_536;

const longestWord = 64;

/** What a text is looked for by: `tokens` one after another; `prefix` begins some token of the same text. */
export type Phrase = { readonly tokens: readonly string[]; readonly prefix: string | null };

/** One spelling for what looks alike: NFKC (full and half width), lower case. */
export function fold(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase();
}

/**
 * Cuts a text into the tokens under which both stores index it, in order. Letters and digits in a row are a
 * word (longer than 64: cut every 64); in a run of Chinese, Japanese or Korean characters each pair of
 * neighbours is a token, and the last character alone as well: 低保金 gives 低保, 保金, 金. So every single
 * character begins some token. All else separates.
 */
export function tokensOf(text: string): string[] {
  return tokensOfFolded(fold(text.length > textLimit ? text.slice(0, textLimit) : text));
}

/** `tokensOf` a text that was cut to its limit and folded. */
export function tokensOfFolded(folded: string): string[] {
  return cut(folded, false);
}

/**
 * Cuts what somebody looks for. The last run may go on in the text, so 低保 gives the token 低保 and finds
 * 低保金; a single character at the end, 低, becomes the `prefix` 低.
 */
export function phraseOf(text: string): Phrase {
  const tokens = cut(fold(text), true);
  const last = tokens.at(-1);
  const open = last !== undefined && isPair(last) && last.length === widthAt(last, 0);
  return open ? { tokens: tokens.slice(0, -1), prefix: last } : { tokens, prefix: null };
}

/** Whether a phrase occurs in the tokens of a text. */
export function hasPhrase(text: readonly string[], { tokens, prefix }: Phrase): boolean {
  if (prefix !== null && !text.some((token) => token.startsWith(prefix))) return false;
  const last = text.length - tokens.length;
  for (let start = 0; start <= last; start++) {
    if (tokens.every((token, i) => text[start + i] === token)) return true;
  }
  return false;
}

/** Whether looking for `part` in `whole` finds it there; both folded. */
export function holds(whole: string, part: string): boolean {
  const at = whole.indexOf(part);
  if (at < 0 || at + part.length > textLimit) return false;
  const end = at + part.length;
  return !inWord(whole, at) && !inWord(whole, end);
}

/** Whether a token is of Chinese, Japanese or Korean characters. */
export function isPair(token: string): boolean {
  return kindAt(token, 0) === cjk;
}

const separator = 0;
const word = 1;
const cjk = 2;
type Kind = typeof separator | typeof word | typeof cjk;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ascii = /^[\x00-\x7f]*$/;
const cjkLetter = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u30fc]$/u;
const wordLetter = /^[\p{L}\p{N}\p{M}]$/u;

/** Kinds of the characters up to U+FFFF, filled as they come; 255: not looked at yet. */
const known = new Uint8Array(0x10000).fill(255);

function kindAt(text: string, at: number): Kind {
  const unit = text.charCodeAt(at);
  const kind = known[unit]!;
  if (kind !== 255) return kind as Kind;
  if (unit >= 0xd800 && unit < 0xdc00) return kindOf(String.fromCodePoint(text.codePointAt(at)!));
  const found = kindOf(text[at]!);
  known[unit] = found;
  return found;
}

function kindOf(letter: string): Kind {
  if (!wordLetter.test(letter)) return separator;
  return cjkLetter.test(letter) ? cjk : word;
}

function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** `open`: without the token of the last character alone, unless its run is that character. */
function cut(text: string, open: boolean): string[] {
  const tokens: string[] = [];
  const { length } = text;
  let at = 0;
  while (at < length) {
    const kind = kindAt(text, at);
    if (kind === separator) {
      at += widthAt(text, at);
      continue;
    }
    const start = at;
    let before = at;
    let last = at;
    while (at < length && kindAt(text, at) === kind) {
      before = last;
      last = at;
      at += widthAt(text, at);
      if (kind === cjk && last > start) tokens.push(text.slice(before, at));
    }
    if (kind === cjk) {
      if (!open || at < length || last === start) tokens.push(text.slice(last, at));
    } else if (at - start <= longestWord) {
      tokens.push(text.slice(start, at));
    } else {
      for (let from = start; from < at; from += longestWord) {
        tokens.push(text.slice(from, Math.min(at, from + longestWord)));
      }
    }
  }
  return tokens;
}

/** Whether the characters before and at `at` belong to one word. */
function inWord(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return false;
  const lead = text.charCodeAt(at - 1);
  const before = lead >= 0xdc00 && lead < 0xe000 && at > 1 ? at - 2 : at - 1;
  return kindAt(text, before) === word && kindAt(text, at) === word;
}
