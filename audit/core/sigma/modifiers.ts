import type { Comparison, TextOperator, TimePart } from './ast.ts';
import { type Path, RuleFault } from './fault.ts';

export type Encoding = 'base64' | 'base64offset' | 'utf16le' | 'utf16be' | 'utf16';

/** What the modifiers of an item ask for, after `Field|modifier|modifier`. */
export type Modifiers = {
  readonly operator: TextOperator | 're' | 'cidr' | 'exists' | Comparison;
  readonly all: boolean;
  readonly negated: boolean;
  readonly cased: boolean;
  readonly windash: boolean;
  readonly expand: boolean;
  readonly fieldref: boolean;
  readonly time: TimePart | undefined;
  readonly encodings: readonly Encoding[];
  /** Of a regex: `i`, `m`, `s`. */
  readonly flags: string;
};

const operators = [
  'contains',
  'startswith',
  'endswith',
  're',
  'cidr',
  'exists',
  'gt',
  'gte',
  'lt',
  'lte',
] as const;
const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
const encodings: Readonly<Record<string, Encoding>> = {
  base64: 'base64',
  base64offset: 'base64offset',
  wide: 'utf16le',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  utf16: 'utf16',
};
const regexFlags: Readonly<Record<string, string>> = {
  i: 'i',
  ignorecase: 'i',
  m: 'm',
  multiline: 'm',
  s: 's',
  dotall: 's',
};

const has = <T extends string>(list: readonly T[], name: string): name is T =>
  (list as readonly string[]).includes(name);

/**
 * Reads the modifiers of an item (Sigma 2.1, modifiers appendix).
 * @throws RuleFault rule-modifier-unknown, rule-modifier-conflict
 */
export function readModifiers(names: readonly string[], path: Path): Modifiers {
  const conflict = () =>
    new RuleFault('rule-modifier-conflict', path, { modifiers: names.map((name) => `|${name}`).join('') });
  let operator: (typeof operators)[number] | undefined;
  let time: TimePart | undefined;
  const chain: Encoding[] = [];
  let flags = '';
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw conflict();
    seen.add(name);
    if (has(operators, name)) {
      if (operator !== undefined) throw conflict();
      operator = name;
    } else if (has(timeParts, name)) {
      if (time !== undefined) throw conflict();
      time = name;
    } else if (Object.hasOwn(encodings, name)) chain.push(encodings[name]!);
    else if (Object.hasOwn(regexFlags, name)) flags += regexFlags[name]!;
    else if (!['all', 'neq', 'cased', 'windash', 'expand', 'fieldref'].includes(name))
      throw new RuleFault('rule-modifier-unknown', path, { modifier: name });
  }
  const textual = operator === undefined || ['contains', 'startswith', 'endswith'].includes(operator);
  const changesText = chain.length > 0 || seen.has('windash');
  const base64 = chain.findIndex((each) => each.startsWith('base64'));
  const wrong =
    (flags !== '' && operator !== 're') ||
    (changesText && (!textual || seen.has('fieldref') || time !== undefined)) ||
    (chain.length > 0 && seen.has('windash')) ||
    (base64 >= 0 && base64 < chain.length - 1) ||
    chain.filter((each) => each.startsWith('utf16')).length > 1 ||
    (seen.has('fieldref') && (!textual || seen.has('expand') || time !== undefined)) ||
    (seen.has('expand') && operator !== undefined && !textual && operator !== 'cidr') ||
    (seen.has('cased') && !textual && operator !== 're') ||
    (time !== undefined && operator !== undefined && !['gt', 'gte', 'lt', 'lte'].includes(operator)) ||
    (operator === 'exists' && (seen.has('all') || seen.has('neq')));
  if (wrong) throw conflict();
  return {
    operator: operator ?? 'equals',
    all: seen.has('all'),
    negated: seen.has('neq'),
    cased: seen.has('cased'),
    windash: seen.has('windash'),
    expand: seen.has('expand'),
    fieldref: seen.has('fieldref'),
    time,
    encodings: chain,
    flags,
  };
}
