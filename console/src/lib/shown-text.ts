/** What a character that is not drawn as itself does; each kind has its words in `parts.unseen`. */
export type UnseenKind = 'direction' | 'lineEnd' | 'control' | 'tag' | 'unassigned' | 'invisible';
/** A character by its code, `[U+202E]`. */
export type Unseen = { readonly code: string; readonly kind: UnseenKind };

/**
 * The same characters that reports show by their code. Tab and line ends are white space on a page; a
 * selector of the shape of a Chinese character, as rare names have it, is none of them.
 */
const unseen =
  /(?<!\p{Script=Han})\p{Variation_Selector}|(?![\t\n\r]|\p{Variation_Selector})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const anyUnseen = new RegExp(unseen.source, 'u');
/** Marks beyond the second on one character: they would be drawn over the lines above and below. */
const piled = /(\p{M}{2})\p{M}+/gu;

const kinds: readonly (readonly [UnseenKind, RegExp])[] = [
  ['direction', /\p{Bidi_Control}/u],
  ['lineEnd', /[\v\f\u0085\p{Zl}\p{Zp}]/u],
  ['control', /\p{Cc}/u],
  ['tag', /[\u{e0000}-\u{e007f}]/u],
  ['invisible', /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u],
];

const codeOf = (char: string) => `[U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** Whether a text holds anything that is not shown as it came. */
export const isPlain = (text: string): boolean => !anyUnseen.test(text) && text.search(piled) === -1;

/** Text that somebody else wrote, for places that take nothing but text: unseen characters by their code. */
export const shownText = (text: string): string => text.replace(piled, '$1…').replace(unseen, codeOf);

/** The same in pieces, so that a character can be drawn apart from the words around it. */
export function piecesOf(text: string): (string | Unseen)[] {
  const readable = text.replace(piled, '$1…');
  const pieces: (string | Unseen)[] = [];
  let at = 0;
  for (const { 0: char, index } of readable.matchAll(unseen)) {
    if (index > at) pieces.push(readable.slice(at, index));
    const kind = kinds.find(([, pattern]) => pattern.test(char))?.[0] ?? 'unassigned';
    pieces.push({ code: codeOf(char), kind });
    at = index + char.length;
  }
  if (at < readable.length) pieces.push(readable.slice(at));
  return pieces;
}
