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
export function regexSample(pattern: string, random: () => number): string {
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
