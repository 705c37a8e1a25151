import { hash } from 'node:crypto';
import { type SqlDialect, type SqlToken, sqlTokens } from './tokens.ts';

type Fingerprint = {
  /** First 16 hexadecimal digits of the SHA-256 of `text`. */
  readonly hash: string;
  /** The statement with `?` for literals, lists as `(?)`, one space between tokens, in lower case but for quoted names. */
  readonly text: string;
};

/** What a statement looks like whatever its values are. Linear in the length; never throws. */
export function fingerprint(sql: string, dialect: SqlDialect = 'postgresql'): Fingerprint {
  const text = lookOf(sqlTokens(sql, dialect));
  return { text, hash: hashOf(text) };
}

export function hashOf(look: string): string {
  return hash('sha256', look, 'hex').slice(0, 16);
}

/** After these a sign belongs to the number that follows. */
const signed = new Set([
  '(',
  ',',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  'in',
  'and',
  'or',
  'not',
  'between',
  'like',
  'then',
  'else',
  'when',
  'return',
  'select',
  'values',
  'limit',
  'offset',
  'by',
  'set',
  'where',
]);

/** `text` of a fingerprint, of tokens that are there already. */
export function lookOf(tokens: readonly SqlToken[]): string {
  const out: string[] = [];
  let last = tokens.length;
  while (last > 0 && tokens[last - 1]!.text === ';' && tokens[last - 1]!.kind === 'mark') last--;
  for (let i = 0; i < last; i++) {
    const { kind, text } = tokens[i]!;
    if (kind === 'literal') {
      if (out.at(-1) === '-' && (out.length < 2 || signed.has(out.at(-2)!))) out.pop();
      out.push('?');
    } else if (kind === 'word') out.push(text.toLowerCase());
    else if (kind === 'name') out.push(/^[a-z_][a-z0-9_$]*$/.test(text) ? text : `"${text}"`);
    else if (text === ')') closeList(out);
    else out.push(text);
  }
  return joined(out);
}

/** `( ? , ? , ? )` becomes `( ? )`, and a row of VALUES that is like the one before is left out. */
function closeList(out: string[]): void {
  let at = out.length - 1;
  while (at >= 0 && (out[at] === '?' || out[at] === ',')) at--;
  if (out[at] === '(' && at < out.length - 1 && out[at + 1] === '?') {
    out.length = at + 1;
    out.push('?', ')');
    const before = out.slice(-7);
    if (before.join(' ') === '( ? ) , ( ? )') out.length -= 4;
    return;
  }
  out.push(')');
}

/** Blanks as people write them, so that the text can be read: none around dots and inside brackets. */
function joined(parts: readonly string[]): string {
  let text = '';
  let tight = true;
  for (const part of parts) {
    const glue =
      tight ||
      part === ',' ||
      part === ')' ||
      part === '.' ||
      part === ';' ||
      (part === '(' &&
        text.endsWith(' in') === false &&
        /[\w"]$/.test(text.slice(-1)) &&
        !spaced.has(lastWord(text)));
    text += glue ? part : ` ${part}`;
    tight = part === '(' || part === '.';
  }
  return text;
}

const spaced = new Set([
  'in',
  'values',
  'as',
  'and',
  'or',
  'where',
  'from',
  'join',
  'on',
  'exists',
  'not',
  'select',
  'union',
  'all',
  'any',
  'into',
  'by',
  'over',
  'using',
]);

function lastWord(text: string): string {
  let at = text.length;
  while (at > 0 && text.length - at < 12 && /\w/.test(text[at - 1]!)) at--;
  return text.slice(at);
}
