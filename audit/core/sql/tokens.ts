/** Families of SQL by what their quotes and comments mean. */
export type SqlDialect = 'postgresql' | 'mysql';

/** `word`: keyword or bare name; `name`: quoted name, without its quotes. */
export type SqlToken = {
  readonly kind: 'word' | 'name' | 'literal' | 'mark';
  readonly text: string;
  readonly at: number;
  readonly end: number;
};

/** Tokens beyond this are left out: no statement that people or programs write is longer. */
const maxTokens = 20_000;

/**
 * Cuts a statement into tokens in one pass; comments are left out. Text that ends inside a quote, a comment
 * or a `$$` body gives one literal (or nothing) to its end. The code in MySQL's comments that begin
 * with an exclamation mark runs, so it is kept.
 */
export function sqlTokens(sql: string, dialect: SqlDialect): SqlToken[] {
  const tokens: SqlToken[] = [];
  const mysql = dialect === 'mysql';
  let at = 0;
  const push = (kind: SqlToken['kind'], end: number, text = sql.slice(at, end)) => {
    tokens.push({ kind, text, at, end });
    at = end;
  };
  while (at < sql.length && tokens.length < maxTokens) {
    const code = sql.charCodeAt(at);
    if (code <= 32 || code === 0xa0 || code === 0x3000 || code === 0xfeff) at++;
    else if (code === 45 && sql.charCodeAt(at + 1) === 45 && !(mysql && sql.charCodeAt(at + 2) > 32))
      at = lineEnd(sql, at);
    else if (code === 35 && mysql) at = lineEnd(sql, at);
    else if (code === 47 && sql.charCodeAt(at + 1) === 42) {
      if (mysql && (sql[at + 2] === '!' || sql.startsWith('M!', at + 2))) at = codeComment(sql, at);
      else at = commentEnd(sql, at, !mysql);
    } else if (code === 42 && mysql && sql.charCodeAt(at + 1) === 47) at += 2;
    else if (code === 39) push('literal', quoteEnd(sql, at, 39, mysql));
    else if (code === 34) {
      const end = quoteEnd(sql, at, 34, mysql);
      if (mysql) push('literal', end);
      else push('name', end, inner(sql, at, end));
    } else if (code === 96) {
      const end = quoteEnd(sql, at, 96, false);
      push('name', end, inner(sql, at, end));
    } else if (code === 36 && !mysql) dollar();
    else if (isDigit(code) || (code === 46 && isDigit(sql.charCodeAt(at + 1))))
      push('literal', numberEnd(sql, at));
    else if (code === 63) push('literal', at + 1);
    else if (isWordStart(code)) word();
    else push('mark', at + 1);
  }
  return tokens;

  function dollar(): void {
    let end = at + 1;
    if (isDigit(sql.charCodeAt(end))) {
      push('literal', numberEnd(sql, end));
      return;
    }
    while (end < sql.length && end - at < 64 && isWord(sql.charCodeAt(end)) && sql.charCodeAt(end) !== 36)
      end++;
    if (sql.charCodeAt(end) !== 36) {
      push('mark', at + 1);
      return;
    }
    const close = sql.indexOf(sql.slice(at, end + 1), end + 1);
    push('literal', close < 0 ? sql.length : close + end + 1 - at);
  }

  function word(): void {
    let end = at + 1;
    while (end < sql.length && isWord(sql.charCodeAt(end))) end++;
    const length = end - at;
    const next = sql.charCodeAt(end);
    // E'…', B'…', X'…', N'…' and MySQL's _utf8'…': one literal. U&'…' and U&"…" as well.
    if (next === 39 && (length === 1 || sql[at] === '_') && 'eEbBxXnN_'.includes(sql[at]!)) {
      push('literal', quoteEnd(sql, end, 39, mysql || sql[at] === 'e' || sql[at] === 'E'));
    } else push('word', end);
  }
}

function inner(sql: string, at: number, end: number): string {
  const quote = sql[at]!;
  const closed = end > at + 1 && sql[end - 1] === quote;
  return sql.slice(at + 1, closed ? end - 1 : end).replaceAll(quote + quote, quote);
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

/** PostgreSQL's comments nest. */
function commentEnd(sql: string, from: number, nests: boolean): number {
  let depth = 1;
  let at = from + 2;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (code === 42 && sql.charCodeAt(at + 1) === 47) {
      at += 2;
      if (--depth === 0) return at;
    } else if (nests && code === 47 && sql.charCodeAt(at + 1) === 42) {
      depth++;
      at += 2;
    } else at++;
  }
  return sql.length;
}

/** Past `/*!50000 ` or `/*M!100100 `: what follows is code. */
function codeComment(sql: string, from: number): number {
  let at = from + (sql[from + 2] === '!' ? 3 : 4);
  while (isDigit(sql.charCodeAt(at))) at++;
  return at;
}

function quoteEnd(sql: string, from: number, quote: number, backslash: boolean): number {
  for (let at = from + 1; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (code === 92 && backslash) at++;
    else if (code === quote) {
      if (sql.charCodeAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}

function numberEnd(sql: string, from: number): number {
  let at = from;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    const sign =
      (code === 43 || code === 45) &&
      (sql.charCodeAt(at - 1) | 32) === 101 &&
      !/^0[xX]/.test(sql.slice(from, from + 2));
    if (isWord(code) || code === 46 || sign) at++;
    else break;
  }
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordStart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128 || code === 64
  );
}

function isWord(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === 36;
}
