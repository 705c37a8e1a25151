/** A text as it is read: without characters that are not seen, each place known in the text it was made of. */
export type Folded = {
  readonly text: string;
  /** Place in the original of a place in `text`. */
  at(place: number): number;
};

/**
 * Zero-width, soft hyphen, marks on other characters, controls, the blank of Braille, what is no character: what
 * can stand inside a number unseen.
 */
const unseen = /(?![\t\n\r])[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{M}\u2800\ufffd]/u;
const runOfUnseen = new RegExp(`(?:${unseen.source})+`, 'gu');

/** Linear in the length. */
export function fold(text: string): Folded {
  if (!unseen.test(text)) return { text, at: (place) => place };
  const places = new Uint32Array(text.length + 1);
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  const keep = (to: number) => {
    parts.push(text.slice(from, to));
    for (; from < to; from++) places[length++] = from;
  };
  for (const { 0: run, index } of text.matchAll(runOfUnseen)) {
    keep(index);
    from = index + run.length;
  }
  keep(text.length);
  return { text: parts.join(''), at: (place) => places[place]! };
}

/** Decimal digits of every script: each range begins with its zero (Unicode, General_Category Nd). */
const digits = new Map<number, number>();
for (let code = 0x80, next = 0; code < 0x20000; code++) {
  const char = String.fromCodePoint(code);
  if (/\p{Nd}/u.test(char)) digits.set(code, next++ % 10);
  else {
    next = 0;
    // Raised, lowered and circled ones.
    const plain = code < 0x3000 ? char.normalize('NFKC') : '';
    if (plain.length === 1 && plain >= '0' && plain <= '9') digits.set(code, Number(plain));
  }
}

/** The digit that begins at a place; -1: none. */
export function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code >= 48 && code <= 57 ? code - 48 : -1;
  // Past the end: not a number.
  return digits.get(text.codePointAt(at) ?? -1) ?? -1;
}

const maxRounds = 5;

/**
 * What a reader sees who undoes usual encodings, once and again: percent, `\u`, `\x`, octal as psql and shells
 * write it, entities of HTML, hexadecimal. Not undone: other encodings than these and `inBase64`, compression,
 * ciphers, words for digits, a number whose parts stand in several fields or lines. @returns each stage; undefined: it is wrapped more often than anybody does in good faith
 */
export function decodings(text: string): readonly string[] | undefined {
  const stages: string[] = [];
  let last = text;
  for (let round = 0; round < maxRounds; round++) {
    const next = once(last);
    if (next === last) return stages;
    stages.push(next);
    last = next;
  }
  return once(last) === last ? stages : undefined;
}

const bytes = (hex: string) => Buffer.from(hex, 'hex').toString('utf8');

/** Hexadecimal last: long numbers look like it, and reading them so would hide what they are. */
function once(text: string): string {
  const next = /[%\\&]/.test(text) ? unescaped(text) : text;
  return next === text ? text.replace(/[0-9A-Fa-f]{22,}/g, bytes) : next;
}

function unescaped(text: string): string {
  return (
    text
      // Escapes within escapes: `\\x31` in JSON.
      .replace(/(?<!\\)\\{2,}(?=[ux0-3])/g, '\\')
      .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => bytes(run.replaceAll('%', '')))
      .replace(/\\u(?:([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\})/g, (_, short, long) =>
        charOf(short ?? long, 16),
      )
      .replace(/(?:\\x[0-9A-Fa-f]{2})+/g, (run) => bytes(run.replaceAll('\\x', '')))
      .replace(/(?:\\0?[0-3][0-7]{2})+/g, octal)
      .replace(/&#(?:[xX]0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}));?/g, (_, hex, decimal) =>
        hex === undefined ? charOf(decimal, 10) : charOf(hex, 16),
      )
      .replace(/&([A-Za-z]{2,6});/g, (all, name: string) => entities.get(name) ?? all)
  );
}

const octal = (run: string) =>
  Buffer.from(Array.from(run.matchAll(/[0-7]{3,4}/g), ([code]) => Number.parseInt(code, 8))).toString('utf8');

/** Base64 of a mobile number, the shortest that is looked for. */
const base64Runs = /[\w+/-]{15,}/g;

/**
 * What long words say when they are read as base64 of either alphabet, beginning at each of the four places that a
 * group can: a path or a name may stand before it. Not seen: base64 of less than 11 bytes, in base64 itself, or
 * divided into lines.
 */
export function inBase64(text: string): string[] {
  return (text.match(base64Runs) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64').toString('utf8')),
  );
}

const entities = new Map([
  ['amp', '&'],
  ['nbsp', ' '],
  ['ensp', ' '],
  ['emsp', ' '],
  ['thinsp', ' '],
  ['Tab', ' '],
  ['shy', ''],
  ['zwj', ''],
  ['zwnj', ''],
  ['hyphen', '-'],
  ['dash', '-'],
  ['ndash', '-'],
  ['mdash', '-'],
  ['period', '.'],
  ['sol', '/'],
  ['lowbar', '_'],
  ['lpar', '('],
  ['rpar', ')'],
  ['percnt', '%'],
  ['bsol', '\\'],
  ['num', '#'],
]);

function charOf(text: string, base: 10 | 16): string {
  const code = Number.parseInt(text, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
