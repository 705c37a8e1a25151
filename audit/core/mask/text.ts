import { isBankCard, isIdNumber15, isIdNumber18, isMobile } from './numbers.ts';

/** What stands for a text that was masked as a whole. */
export const wholeMask = '******';

/** Longer texts are masked as a whole. */
const maxMaskedText = 262_144;

export type NameBook = ReadonlyMap<string, readonly string[]>;

/** Names by their first character, the longest first. */
export function nameBook(names: Iterable<string>): NameBook {
  const book = new Map<string, string[]>();
  for (const name of names) {
    if (name.length < 2 || name.length > 64) continue;
    const list = book.get(name[0]!) ?? [];
    list.push(name);
    book.set(name[0]!, list);
  }
  for (const list of book.values()) list.sort((a, b) => b.length - a.length);
  return book;
}

type Span = { readonly from: number; readonly to: number; readonly mask: string };

/**
 * Text with identity, mobile and card numbers and known names masked. What cannot be judged is masked as a
 * whole: too long, not text, or hiding such a number behind an encoding (percent, `\u`, `\x`, hexadecimal).
 */
export function maskText(text: string, names: NameBook = new Map()): string {
  if (text.length < 2) return text;
  if (text.length > maxMaskedText || isBinary(text)) return wholeMask;
  const spans = find(text, names);
  const shown = decoded(text);
  if (shown !== text && find(shown, names).length > spans.length) return wholeMask;
  if (spans.length === 0) return text;
  let out = '';
  let at = 0;
  for (const { from, to, mask } of spans) {
    out += text.slice(at, from) + mask;
    at = to;
  }
  return out + text.slice(at);
}

/** Control characters that logs do not hold. */
function isBinary(text: string): boolean {
  let odd = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (
      code === 0 ||
      code === 0xfffd ||
      (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27 && code !== 29)
    )
      odd++;
  }
  return odd > 0 && odd * 20 > text.length;
}

/** What a reader who undoes usual encodings would see. */
function decoded(text: string): string {
  if (!/[%\\]|[0-9A-Fa-f]{22}/.test(text)) return text;
  return text
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(?:\\x[0-9A-Fa-f]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('\\x', ''), 'hex').toString('utf8'),
    )
    .replace(/[0-9A-Fa-f]{22,}/g, (run) => Buffer.from(run, 'hex').toString('utf8'));
}

/** Digits as they are read, ASCII or full-width; -1 for others. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 0xff10 && code <= 0xff19 ? code - 0xff10 : -1;
}

function isCheckX(code: number): boolean {
  return code === 88 || code === 120 || code === 0xff38 || code === 0xff58;
}

function find(text: string, names: NameBook): Span[] {
  const spans: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (digitOf(code) >= 0) {
      at = readRun(text, at, spans);
      continue;
    }
    const name = nameAt(text, at, names);
    if (name !== undefined) {
      spans.push({ from: at, to: at + name.length, mask: maskName(name) });
      at += name.length;
    } else at++;
  }
  return spans;
}

function nameAt(text: string, at: number, names: NameBook): string | undefined {
  return names.get(text[at]!)?.find((name) => text.startsWith(name, at));
}

/** 张三 as 张*, 欧阳修文 as 欧***. */
export function maskName(name: string): string {
  return name.slice(0, 1) + '*'.repeat(Math.max(1, [...name].length - 1));
}

type Run = { readonly digits: string; readonly places: readonly number[] };

/** One run of digits; between groups a single blank or hyphen, as cards and numbers are written. */
function readRun(text: string, from: number, spans: Span[]): number {
  let digits = '';
  const places: number[] = [];
  let at = from;
  for (;;) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= 0) {
      digits += digit;
      places.push(at++);
      continue;
    }
    const separator = text[at] === ' ' || text[at] === '-';
    if (!separator || digitOf(text.charCodeAt(at + 1)) < 0) break;
    at++;
  }
  const found = judge({ digits, places }, text, at);
  spans.push(...found);
  return Math.max(at, found.at(-1)?.to ?? 0);
}

/** The run as a whole, then its groups one by one, then any identity number inside a longer run. */
function judge(run: Run, text: string, end: number): Span[] {
  const whole = spanOf(run, text, end);
  if (whole) return [whole];
  const groups = groupsOf(run);
  if (groups.length > 1) {
    const spans = groups.flatMap((group) => judge(group, text, group.places.at(-1)! + 1));
    if (spans.length > 0) return spans;
  }
  return inside(run);
}

function groupsOf({ digits, places }: Run): Run[] {
  const groups: Run[] = [];
  let start = 0;
  for (let i = 1; i <= places.length; i++) {
    if (i < places.length && places[i] === places[i - 1]! + 1) continue;
    groups.push({ digits: digits.slice(start, i), places: places.slice(start, i) });
    start = i;
  }
  return groups;
}

function spanOf({ digits, places }: Run, text: string, end: number): Span | undefined {
  const from = places[0]!;
  if (digits.length === 17 && isCheckX(text.charCodeAt(end)) && isIdNumber18(`${digits}X`)) {
    return { from, to: end + 1, mask: keep(`${digits}X`, 6, 4) };
  }
  const to = places.at(-1)! + 1;
  if (isIdNumber18(digits)) return { from, to, mask: keep(digits, 6, 4) };
  if (isIdNumber15(digits)) return { from, to, mask: keep(digits, 6, 3) };
  if (isMobile(digits)) return { from, to, mask: keep(digits, 3, 4) };
  if (digits.length === 13 && digits.startsWith('86') && isMobile(digits.slice(2))) {
    return { from, to, mask: `86${keep(digits.slice(2), 3, 4)}` };
  }
  return isBankCard(digits) ? { from, to, mask: keep(digits, 4, 4) } : undefined;
}

/** Identity numbers are sure enough by their check digit to be seen within longer runs. */
function inside({ digits, places }: Run): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i + 18 <= digits.length; i++) {
    const part = digits.slice(i, i + 18);
    if (!isIdNumber18(part)) continue;
    spans.push({ from: places[i]!, to: places[i + 17]! + 1, mask: keep(part, 6, 4) });
    i += 17;
  }
  return spans;
}

function keep(text: string, head: number, tail: number): string {
  return text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail);
}
