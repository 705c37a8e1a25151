import { auditErrors } from '../../errors.ts';

/**
 * A piece of the query text. `word`: as typed, without escapes; `stars` are the places in `text` of `*` that
 * stand for anything. `field`: a name and its colon. Positions count characters from 1.
 */
export type Token =
  | {
      readonly kind: 'word' | 'phrase';
      readonly text: string;
      readonly stars: readonly number[];
      readonly position: number;
    }
  | { readonly kind: 'field'; readonly text: string; readonly position: number }
  | { readonly kind: 'mark'; readonly text: Mark; readonly position: number }
  | { readonly kind: 'end'; readonly text: ''; readonly position: number };

export type Mark = '(' | ')' | '[' | ']' | '{' | '}' | '>=' | '<=' | '>' | '<' | 'and' | 'or' | 'not' | 'to';

const brackets = new Set(['(', ')', '[', ']', '{', '}']);
const joiners = new Set(['and', 'or', 'not']);
const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '”': '”', '＂': '＂' };
const fieldName = /^[\p{L}_@][\p{L}\p{N}_@.-]*$/u;

/** Cuts a query into pieces. Punctuation that a Chinese keyboard types (（ ） ： “ ” ＞) counts as the plain one. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  /** Within `[a TO b]` a colon belongs to the value (times, IPv6), and so it does after a field. */
  let inRange = false;
  const valueNext = () => {
    const last = tokens.at(-1);
    return inRange || last?.kind === 'field' || (last?.kind === 'mark' && /[<>]/.test(last.text));
  };
  while (at < text.length) {
    const sign = plain(text[at]!);
    const position = at + 1;
    if (/\s/.test(sign)) {
      at += 1;
    } else if (brackets.has(sign)) {
      if (sign === '[' || sign === '{') inRange = true;
      if (sign === ']' || sign === '}') inRange = false;
      tokens.push({ kind: 'mark', text: sign as Mark, position });
      at += 1;
    } else if (sign === '>' || sign === '<') {
      const equal = plain(text[at + 1] ?? '') === '=';
      tokens.push({ kind: 'mark', text: `${sign}${equal ? '=' : ''}` as Mark, position });
      at += equal ? 2 : 1;
    } else if (closing[text[at]!] !== undefined) {
      const read = quoted(text, at);
      tokens.push({ kind: 'phrase', text: read.text, stars: [], position });
      at = read.end;
    } else {
      const read = unquoted(text, at, valueNext());
      at = read.end;
      const bare = !read.escaped && !read.field;
      const lower = read.text.toLowerCase();
      if (bare && (joiners.has(lower) || (inRange && lower === 'to'))) {
        tokens.push({ kind: 'mark', text: lower as Mark, position });
      } else if (read.field) {
        tokens.push({ kind: 'field', text: read.text, position });
      } else {
        tokens.push({ kind: 'word', text: read.text, stars: read.stars, position });
      }
    }
  }
  tokens.push({ kind: 'end', text: '', position: text.length + 1 });
  return tokens;
}

/** The plain character of a full-width one (U+FF01 to U+FF5E) and of the wide space. */
function plain(sign: string): string {
  const code = sign.charCodeAt(0);
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : sign;
}

function quoted(text: string, start: number): { text: string; end: number } {
  const close = closing[text[start]!]!;
  let out = '';
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === close) return { text: out, end: at + 1 };
    if (sign === '\\' && at + 1 < text.length) {
      at += 1;
      out += text[at];
    } else out += sign;
  }
  throw auditErrors['query-quote-open']({ position: start + 1 });
}

function unquoted(text: string, start: number, isValue: boolean) {
  let out = '';
  let escaped = false;
  const stars: number[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const sign = plain(text[at]!);
    if (sign === '\\' && at + 1 < text.length) {
      at += 1;
      out += text[at];
      escaped = true;
      continue;
    }
    if (/\s/.test(sign) || brackets.has(sign) || closing[text[at]!] !== undefined) break;
    if (sign === '>' || sign === '<') break;
    if (sign === ':' && !isValue && !escaped && isName(out, text.slice(at + 1, at + 3))) {
      return { text: out, end: at + 1, field: true, escaped, stars };
    }
    if (sign === '*') stars.push(out.length);
    out += sign === ':' || sign === '*' || sign === '/' ? sign : text[at];
  }
  return { text: out, end: at, field: false, escaped, stars };
}

/** A name before a colon, but neither `http://` nor the beginning of an IPv6 address. */
function isName(name: string, next: string): boolean {
  if (next === '//' || (next.startsWith(':') && /^[0-9a-f]{1,4}$/i.test(name))) return false;
  return fieldName.test(name);
}
