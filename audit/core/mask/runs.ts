import { digitAt } from './fold.ts';
import { isBankCard, isIdNumber15, isIdNumber18, isMobile } from './numbers.ts';

/** A place that is personal: from, to (exclusive), what is shown for it, and what it says in plain digits. */
export type Span = {
  readonly from: number;
  readonly to: number;
  readonly mask: string;
  readonly value: string;
};

/** Digits that stand together; `before` is what divides them from the group before. */
type Group = { readonly digits: string; readonly places: readonly number[]; readonly before: string };

type Personal = { readonly mask: string; readonly value: string };

const maxSeparator = 3;
const separators = /[\t./_()（）·．＿\u2212\p{Zs}\p{Pd}]/u;

/**
 * Reads the groups of digits that begin at a place, as numbers are written: with blanks, hyphens, dots,
 * slashes, underscores or parentheses between.
 * @param apart places of separators that divide no number, see `partsOfIds`
 * @returns where to go on; what was found is added to `spans`
 */
export function readRun(text: string, from: number, spans: Span[], apart: ReadonlySet<number>): number {
  const groups: Group[] = [];
  let places: number[] = [];
  let digits = '';
  let before = '';
  let at = from;
  for (;;) {
    const digit = digitAt(text, at);
    if (digit >= 0) {
      digits += digit;
      places.push(at);
      at += widthAt(text, at);
      continue;
    }
    groups.push({ digits, places, before });
    const next = apart.has(at) ? at : pastSeparators(text, at);
    if (next === at || digitAt(text, next) < 0) break;
    before = text.slice(at, next);
    at = next;
    places = [];
    digits = '';
  }
  const check = pastSeparators(text, at);
  const found = [...identities(groups, text, isCheckX(text.charCodeAt(check)) ? check : undefined)];
  for (const part of withoutAddresses(groups)) found.push(...numbersIn(part, text));
  const joined = join(found);
  spans.push(...joined);
  return Math.max(at, joined.at(-1)?.to ?? 0);
}

/** A UUID of version 7 (RFC 9562 §5.7), as Anmin makes ids. */
const id = String.raw`[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}`;
const idAlone = new RegExp(`^${id}$`);
/** Whose digits around a hyphen can look like a divided number. */
const ids = new RegExp(String.raw`(?<![\da-z])${id}(?![\da-z])`, 'gi');

/** Whether a text is an id and nothing else: its digits are nobody's number. */
export const isOwnId = (text: string): boolean => idAlone.test(text);

/** Places of the hyphens within ids of ours. */
export function partsOfIds(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (const { index } of text.matchAll(ids)) for (const at of [8, 13, 18, 23]) places.add(index + at);
  return places;
}

const widthAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1);

function pastSeparators(text: string, at: number): number {
  let next = at;
  while (next - at < maxSeparator && next < text.length && separators.test(text[next]!)) next++;
  return next;
}

function isCheckX(code: number): boolean {
  return code === 88 || code === 120 || code === 0xff38 || code === 0xff58;
}

/** Identity numbers are sure enough by their check character to be seen within longer runs, however divided. */
function identities(groups: readonly Group[], text: string, checkX: number | undefined): Span[] {
  const digits = groups.map((group) => group.digits).join('');
  if (digits.length < 17) return [];
  const places = groups.flatMap((group) => group.places);
  const spans: Span[] = [];
  for (let i = 0; i + 18 <= digits.length; i++) {
    const value = digits.slice(i, i + 18);
    if (!isIdNumber18(value)) continue;
    const last = places[i + 17]!;
    spans.push({ from: places[i]!, to: last + widthAt(text, last), mask: keep(value, 6, 4), value });
  }
  const value = `${digits.slice(-17)}X`;
  if (checkX !== undefined && isIdNumber18(value))
    spans.push({ from: places.at(-17)!, to: checkX + 1, mask: keep(value, 6, 4), value });
  return spans;
}

/** Parts between network addresses and dates, which look like divided numbers and are needed. */
function withoutAddresses(groups: readonly Group[]): Group[][] {
  const parts: Group[][] = [[]];
  for (let i = 0; i < groups.length; ) {
    const length = isAddress(groups, i) ? 4 : isDay(groups, i) ? 3 : 0;
    if (length === 0) parts.at(-1)!.push(groups[i++]!);
    else {
      parts.push([]);
      i += length;
    }
  }
  return parts.filter((part) => part.length > 0);
}

function isAddress(groups: readonly Group[], at: number): boolean {
  if (groups[at]!.before === '.' || groups[at + 4]?.before === '.') return false;
  for (let i = at; i < at + 4; i++) {
    const group = groups[i];
    if (group === undefined || (i > at && group.before !== '.')) return false;
    if (!/^(?:0|[1-9]\d{0,2})$/.test(group.digits) || Number(group.digits) > 255) return false;
  }
  return true;
}

function isDay(groups: readonly Group[], at: number): boolean {
  const [year, month, day] = [groups[at], groups[at + 1], groups[at + 2]];
  return (
    day !== undefined &&
    /^(?:19|20)\d\d$/.test(year!.digits) &&
    /^(?:0?[1-9]|1[0-2])$/.test(month!.digits) &&
    /^(?:0?[1-9]|[12]\d|3[01])$/.test(day.digits) &&
    /^[-./]$/.test(month!.before) &&
    month!.before === day.before
  );
}

/** Ways in which people divide a number, by the lengths of its groups. */
const divisions = {
  mobile: new Set(['11', '3,4,4', '3,8', '7,4', '3,3,5', '1,1,1,1,1,1,1,1,1,1,1']),
  other: new Set(['15', '6,6,3', '16', '17', '18', '19', '4,4,4,4', '4,4,4,4,1', '4,4,4,4,2', '4,4,4,4,3', '6,13']),
}; // biome-ignore format: lists of lengths
const maxGroups = 12;
const maxDigits = 19;

/** A run as a whole however it is divided, else each number in it that is divided as usual. */
function numbersIn(groups: readonly Group[], text: string): Span[] {
  const isPlain = groups.every(({ before }, i) => i === 0 || !/[./_]/.test(before));
  const whole = isPlain ? spanOf(groups, text, () => true) : undefined;
  if (whole !== undefined) return [whole];
  const spans: Span[] = [];
  for (let i = 0; i < groups.length; i++) {
    let count = 0;
    for (let end = i + 1; end <= Math.min(groups.length, i + maxGroups); end++) {
      count += groups[end - 1]!.digits.length;
      if (count > maxDigits) break;
      const span = spanOf(groups.slice(i, end), text, isUsual);
      if (span !== undefined) spans.push(span);
    }
  }
  return spans;
}

/** @param prefix how many of the first digits stand before the number itself */
function isUsual(kind: keyof typeof divisions, groups: readonly Group[], prefix: number): boolean {
  const lengths = groups.map(({ digits }) => digits.length);
  for (let rest = prefix; rest > 0; ) {
    const taken = Math.min(rest, lengths[0]!);
    rest -= taken;
    lengths[0]! -= taken;
    if (lengths[0] === 0) lengths.shift();
  }
  return divisions[kind].has(lengths.join());
}

type Accepts = (kind: keyof typeof divisions, groups: readonly Group[], prefix: number) => boolean;

function spanOf(groups: readonly Group[], text: string, accepts: Accepts): Span | undefined {
  let count = 0;
  for (const { digits } of groups) count += digits.length;
  if (count < 11 || count > maxDigits) return undefined;
  const digits = groups.map((group) => group.digits).join('');
  const personal = personalOf(digits, (kind, prefix) => accepts(kind, groups, prefix));
  if (personal === undefined) return undefined;
  const last = groups.at(-1)!.places.at(-1)!;
  return { ...personal, from: groups[0]!.places[0]!, to: last + widthAt(text, last) };
}

/** Before a mobile number: for calls from elsewhere, and from abroad. */
const prefixes = ['', '0', '86', '086', '0086', '860', '00860'];

function personalOf(
  digits: string,
  accepts: (kind: keyof typeof divisions, prefix: number) => boolean,
): Personal | undefined {
  for (const prefix of prefixes) {
    if (digits.length !== prefix.length + 11 || !digits.startsWith(prefix)) continue;
    const value = digits.slice(prefix.length);
    if (isMobile(value) && accepts('mobile', prefix.length))
      return { mask: `${prefix}${keep(value, 3, 4)}`, value };
  }
  if (isIdNumber15(digits))
    return accepts('other', 0) ? { mask: keep(digits, 6, 3), value: digits } : undefined;
  if (isBankCard(digits) && accepts('other', 0)) return { mask: keep(digits, 4, 4), value: digits };
  return undefined;
}

/** In order; where two overlap nothing of both is shown. */
function join(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = joined.at(-1);
    if (last === undefined || span.from >= last.to) joined.push(span);
    else if (span.to > last.to)
      joined[joined.length - 1] = {
        from: last.from,
        to: span.to,
        mask: '*'.repeat(8),
        value: `${last.value} ${span.value}`,
      };
  }
  return joined;
}

function keep(text: string, head: number, tail: number): string {
  return text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail);
}
