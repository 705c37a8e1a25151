// Long: a maker of events from rules has a part for every kind of value, and one for regular expressions.
import type { Condition, DetectionRule, Item, Search, Value } from './ast.ts';
import type { Piece } from './pattern.ts';

export type MadeEvent = { readonly [field: string]: unknown };

/** What an event must have for a rule to match, field by field; '' holds keywords. */
type Wanted = Map<string, Value[]>;

/**
 * Events that rules are about: for each rule some that should match it, then the same with one thing changed
 * (a field gone, other capitals, a list around a value, a number as text, two events in one).
 */
export function* eventsOf(rules: readonly DetectionRule[], each: number, seed: number): Generator<MadeEvent> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let before: MadeEvent = {};
  for (const rule of rules) {
    for (let i = 0; i < each; i++) {
      const event = firing(rule, random);
      yield event;
      const fields = Object.keys(event);
      if (fields.length === 0) continue;
      const field = pick(fields);
      const value = event[field];
      const { [field]: _gone, ...rest } = event;
      yield pick<() => MadeEvent>([
        () => rest,
        () => ({ ...event, [field]: typeof value === 'string' ? flipped(value, random) : String(value) }),
        () => ({ ...event, [field]: ['other', value] }),
        () => ({ ...event, [field]: `${value}x` }),
        () => ({ ...event, [field]: `x${value}` }),
        () => ({ ...event, [field]: null }),
        () => ({ ...before, ...event }),
        () => ({ ...event, Nested: { deep: [String(value)] } }),
      ])();
      before = event;
    }
  }
}

function flipped(text: string, random: () => number): string {
  return [...text].map((char) => (random() < 0.5 ? char.toUpperCase() : char.toLowerCase())).join('');
}

function firing(rule: DetectionRule, random: () => number): MadeEvent {
  const wanted: Wanted = new Map();
  demand(rule.condition, rule.searches, wanted, random);
  const event: Record<string, unknown> = {};
  for (const [field, values] of wanted) event[field === '' ? 'Message' : field] = valueFor(values, random);
  return event;
}

function demand(
  condition: Condition,
  searches: ReadonlyMap<string, Search>,
  wanted: Wanted,
  random: () => number,
): void {
  switch (condition.kind) {
    case 'search':
      demandSearch(searches.get(condition.name)!, wanted, random);
      return;
    case 'and':
    case 'at-least':
      for (const each of condition.of) demand(each, searches, wanted, random);
      return;
    case 'or':
      demand(condition.of[Math.floor(random() * condition.of.length)]!, searches, wanted, random);
      return;
    case 'not':
      return;
  }
}

function demandSearch(search: Search, wanted: Wanted, random: () => number): void {
  if (search.kind === 'any') {
    demandSearch(search.of[Math.floor(random() * search.of.length)]!, wanted, random);
    return;
  }
  for (const item of search.items) {
    const chosen: readonly Value[] = chooseValues(item, random);
    const field = item.field ?? '';
    wanted.set(field, [...(wanted.get(field) ?? []), ...chosen]);
  }
}

function chooseValues(item: Item, random: () => number): readonly Value[] {
  if (item.negated) return [];
  return item.all ? item.values : [item.values[Math.floor(random() * item.values.length)]!];
}

/** One value that does for several demands on a field: what begins, what stands within, what ends. */
function valueFor(values: readonly Value[], random: () => number): unknown {
  let start = '';
  let end = '';
  const middle: string[] = [];
  for (const value of values) {
    switch (value.kind) {
      case 'text': {
        const text = value.pattern.map((piece) => textOf(piece, random)).join('');
        const startsOpen = value.pattern[0]?.kind === 'any';
        const endsOpen = value.pattern.at(-1)?.kind === 'any';
        if (startsOpen && endsOpen) middle.push(text);
        else if (startsOpen) end = text.length > end.length ? text : end;
        else if (endsOpen) start = text.length > start.length ? text : start;
        else return text;
        break;
      }
      case 'regex':
        middle.push(regexSample(value.pattern, random));
        break;
      case 'number':
        return random() < 0.8 ? value.number : String(value.number);
      case 'boolean':
        return value.boolean;
      case 'null':
        return null;
      case 'cidr':
        return random() < 0.5 ? value.network : '203.0.113.9';
      case 'compare':
        return value.number + (random() < 0.5 ? 1 : -1);
      case 'exists':
        return value.exists ? 'x' : undefined;
      default:
        return 'x';
    }
  }
  return `${start}${middle.join(random() < 0.3 ? ' ' : '')}${end}`;
}

function textOf(piece: Piece, random: () => number): string {
  if (piece.kind === 'text') return random() < 0.2 ? flipped(piece.text, random) : piece.text;
  if (piece.kind === 'one') return 'q';
  return random() < 0.5 ? '' : ' y ';
}

/** Pseudo-random numbers below 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const classes: Readonly<Record<string, string>> = {
  d: '07',
  w: 'aZ_9',
  s: ' ',
  D: 'x',
  W: '-',
  S: 'x',
  b: '',
  B: '',
};

/** A text that a simple regular expression matches; what it cannot do it guesses, so check before use. */
function regexSample(pattern: string, random: () => number): string {
  let at = 0;
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? '';
  const alternatives = (): string => {
    const options = [sequence()];
    while (pattern[at] === '|') {
      at++;
      options.push(sequence());
    }
    return options[Math.floor(random() * options.length)]!;
  };
  const sequence = (): string => {
    let text = '';
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      const start = at;
      const one = element();
      const after = at;
      const [quantifier, least, most] = repeat();
      at = after + quantifier.length;
      if (quantifier === '') {
        text += one;
        continue;
      }
      const count = least + Math.floor(random() * (Math.min(most, least + 3) - least + 1));
      const end = at;
      for (let i = 0; i < count; i++) {
        at = start;
        text += element();
      }
      at = end;
    }
    return text;
  };
  const repeat = (): readonly [string, number, number] => {
    const [found, range] = /^(?:[*+?]|\{(\d+(?:,\d*)?)\})\??/.exec(pattern.slice(at)) ?? [''];
    if (found === '') return ['', 1, 1];
    if (range !== undefined) {
      const [least, most] = range.split(',');
      return [
        found,
        Number(least),
        most === undefined ? Number(least) : most === '' ? Number(least) + 3 : Number(most),
      ];
    }
    return [found, found[0] === '+' ? 1 : 0, found[0] === '?' ? 1 : 3];
  };
  const element = (): string => {
    const char = pattern[at++]!;
    if (char === '(') {
      const flags = /^\?(?:[:=]|P?<\w+>|[a-z-]+:)|^\?[a-z]+(?=\))/.exec(pattern.slice(at));
      if (flags) at += flags[0].length;
      const text = alternatives();
      at++;
      return text;
    }
    if (char === '[') return set();
    if (char === '\\') return escaped(pattern[at++] ?? '');
    if (char === '.') return pick('aZ0 _');
    return char === '^' || char === '$' ? '' : char;
  };
  const escaped = (char: string): string => {
    if (char === 'x') {
      at += 2;
      return String.fromCharCode(Number.parseInt(pattern.slice(at - 2, at), 16));
    }
    if (char === 't' || char === 'n' || char === 'r') return { t: '\t', n: '\n', r: '\r' }[char];
    return Object.hasOwn(classes, char) ? pick(classes[char]!) : char;
  };
  const set = (): string => {
    const negated = pattern[at] === '^';
    if (negated) at++;
    let members = '';
    for (let first = true; at < pattern.length && (first || pattern[at] !== ']'); first = false) {
      const char = pattern[at++]!;
      members += char === '\\' ? escaped(pattern[at++] ?? '') : char;
      if (pattern[at] === '-' && pattern[at + 1] !== ']') {
        members += pattern[at + 1];
        at += 2;
      }
    }
    at++;
    return negated ? pick([...'aZ0_ -'].filter((char) => !members.includes(char)).join('')) : pick(members);
  };
  return alternatives();
}
