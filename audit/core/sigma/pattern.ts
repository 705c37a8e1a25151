/** A piece of a Sigma string: plain text, any run of characters (`*`) or exactly one character (`?`). */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' | 'one' };

/** A Sigma string value with its wildcards. */
export type Pattern = readonly Piece[];

/**
 * Reads a value with the escapes of Sigma 2.1 "Escape Character": a backslash is plain unless a wildcard or
 * another backslash follows; `\*` and `\?` are plain characters, `\\` is one backslash.
 */
export function parsePattern(value: string): Pattern {
  const pieces: Piece[] = [];
  let text = '';
  const wildcard = (kind: 'any' | 'one') => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
    pieces.push({ kind });
  };
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!;
    const next = value[i + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      text += next;
      i++;
    } else if (char === '*') wildcard('any');
    else if (char === '?') wildcard('one');
    else text += char;
  }
  if (text !== '') pieces.push({ kind: 'text', text });
  return pieces;
}

/** A value without wildcards. */
export function literal(text: string): Pattern {
  return text === '' ? [] : [{ kind: 'text', text }];
}

export function mapText(pattern: Pattern, map: (text: string) => string): Pattern {
  return pattern.map((piece) => (piece.kind === 'text' ? { kind: 'text', text: map(piece.text) } : piece));
}

const any: Piece = { kind: 'any' };

/** `contains`, `startswith`, `endswith` are wildcards at the open ends (Sigma 2.1 "String Wildcard"). */
export function openEnds(
  pattern: Pattern,
  ends: { readonly start: boolean; readonly end: boolean },
): Pattern {
  const open = [...(ends.start ? [any] : []), ...pattern, ...(ends.end ? [any] : [])];
  return open.filter((piece, index) => !(piece.kind === 'any' && open[index - 1]?.kind === 'any'));
}

/** Tells whether a whole text fits; time is at most text length times pattern length. */
export function patternTest(pattern: Pattern): (text: string) => boolean {
  if (pattern.some(({ kind }) => kind === 'one')) return byCharacters(pattern);
  const startsOpen = pattern[0]?.kind === 'any';
  const endsOpen = pattern.at(-1)?.kind === 'any';
  const texts = pattern.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []));
  const [only] = texts;
  if (only === undefined) return startsOpen ? () => true : (text) => text === '';
  if (texts.length === 1) {
    if (startsOpen && endsOpen) return (text) => text.includes(only);
    if (startsOpen) return (text) => text.endsWith(only);
    if (endsOpen) return (text) => text.startsWith(only);
    return (text) => text === only;
  }
  return (text) => {
    let from = 0;
    for (let i = 0; i < texts.length; i++) {
      const part = texts[i]!;
      if (i === texts.length - 1 && !endsOpen)
        return text.length - part.length >= from && text.endsWith(part);
      const at = i === 0 && !startsOpen ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  };
}

/** With `?` the unit is a whole character, also outside the Basic Multilingual Plane. */
function byCharacters(pattern: Pattern): (text: string) => boolean {
  const tokens = pattern.flatMap((piece): (string | 0 | 1)[] =>
    piece.kind === 'text' ? [...piece.text] : [piece.kind === 'any' ? 0 : 1],
  );
  return (text) => {
    const characters = [...text];
    let token = 0;
    let at = 0;
    let star = -1;
    let resume = 0;
    while (at < characters.length) {
      const expected = tokens[token];
      if (expected === 0) {
        star = token++;
        resume = at;
      } else if (expected === 1 || expected === characters[at]) {
        token++;
        at++;
      } else if (star >= 0) {
        token = star + 1;
        at = ++resume;
      } else return false;
    }
    while (tokens[token] === 0) token++;
    return token === tokens.length;
  };
}
