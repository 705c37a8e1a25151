import { decodings, digitAt, fold, inBase64 } from './fold.ts';
import { partsOfIds, readRun, type Span } from './runs.ts';
import { simplified } from './traditional.ts';

/** What stands for a text that was masked as a whole. */
export const wholeMask = '******';

/** Longer texts are masked as a whole. */
const maxMaskedText = 262_144;

export type NameBook = ReadonlyMap<string, readonly string[]>;

/** Names by their first character, the longest first. */
export function nameBook(names: Iterable<string>): NameBook {
  return createNameBook(names).book;
}

/** A dictionary that grows: who is new is in it as soon as `add` returns. */
export function createNameBook(names: Iterable<string>) {
  const known = new Set<string>();
  const book = new Map<string, string[]>();
  function add(more: Iterable<string>): void {
    const touched = new Set<string[]>();
    for (const written of more) {
      const name = simplified(fold(written).text);
      if (name.length < 2 || name.length > 64 || known.has(name)) continue;
      known.add(name);
      const list = book.get(name[0]!) ?? [];
      list.push(name);
      book.set(name[0]!, list);
      touched.add(list);
    }
    for (const list of touched) list.sort((a, b) => b.length - a.length);
  }
  add(names);
  return { book: book as NameBook, add };
}

/**
 * Text with identity, mobile and card numbers and known names masked. What cannot be judged is masked as a
 * whole: too long, not text, or hiding such a value behind an encoding (`decodings`).
 */
export function maskText(text: string, names: NameBook = new Map()): string {
  if (text.length < 2) return text;
  if (text.length > maxMaskedText || isBinary(text)) return wholeMask;
  const spans = find(text, names);
  const stages = decodings(text);
  if (stages === undefined) return wholeMask;
  const seen = new Set(spans.map(({ value }) => value));
  const hides = (read: string) => find(read, names).some(({ value }) => !seen.has(value));
  if (stages.some(hides) || [text, ...stages].some((stage) => inBase64(stage).some(hides))) return wholeMask;
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

/** What is personal in a text, in order. */
function find(original: string, names: NameBook): Span[] {
  const { text: read, at: placeOf } = fold(original);
  const text = simplified(read);
  const spans: Span[] = [];
  const apart = partsOfIds(text);
  let at = 0;
  while (at < text.length) {
    if (digitAt(text, at) >= 0) {
      at = readRun(text, at, spans, apart);
      continue;
    }
    const name = nameAt(text, at, names);
    if (name !== undefined) {
      spans.push({ from: at, to: at + name.length, mask: maskName(name), value: name });
      at += name.length;
    } else at++;
  }
  return spans.map((span) => ({ ...span, from: placeOf(span.from), to: placeOf(span.to - 1) + 1 }));
}

function nameAt(text: string, at: number, names: NameBook): string | undefined {
  return names.get(text[at]!)?.find((name) => text.startsWith(name, at));
}

/** 张三 as 张*, 欧阳修文 as 欧***. */
export function maskName(name: string): string {
  return name.slice(0, 1) + '*'.repeat(Math.max(1, [...name].length - 1));
}
