import { readFileSync } from 'node:fs';
import type { DetectionRule, Item, Search } from '../../audit/core/sigma/ast.ts';

type Reason = {
  readonly holds: (items: readonly Item[], source: string) => boolean;
  readonly text: string;
};

/** Where rsigma 0.23.0 departs from the specification (2.1), by what a rule uses. */
const reasons: readonly Reason[] = [
  {
    holds: (_items, source) => /'\|all'/.test(source),
    text: '\'|all\' keywords are looked for anywhere in the event ("Keywords search"); rsigma wants a value that equals them',
  },
  {
    holds: (items) => items.some(({ field, values }) => field === undefined && values.some(isNumeral)),
    text: 'a number as keyword is a text to look for ("All values are treated as … strings"); rsigma finds none',
  },
  {
    holds: (_items, source) => /\|base64offset/.test(source),
    text: 'base64offset leaves out the characters that depend on what follows ("Encoding"); rsigma keeps the last one',
  },
  {
    holds: (items) => items.some(({ values }) => values.some(hasInnerWildcard)),
    text: 'startswith and endswith keep their own end with wildcards inside ("String Wildcard"); rsigma anchors the other one',
  },
];

/** Why the two may differ about a rule; undefined when nothing is known. */
export function reasonOf(rules: readonly DetectionRule[], id: string): string | undefined {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) return undefined;
  const items = [...rule.searches.values()].flatMap(itemsOf);
  const source = readFileSync(rule.place.file, 'utf8');
  return reasons.find(({ holds }) => holds(items, source))?.text;
}

function itemsOf(search: Search): readonly Item[] {
  return search.kind === 'items' ? search.items : search.of.flatMap(itemsOf);
}

function isNumeral(value: Item['values'][number]): boolean {
  return (
    value.kind === 'text' && value.pattern.some((piece) => piece.kind === 'text' && /^\d+$/.test(piece.text))
  );
}

function hasInnerWildcard(value: Item['values'][number]): boolean {
  if (value.kind !== 'text') return false;
  const last = value.pattern.length - 1;
  return value.pattern.some(
    ({ kind }, index) => kind === 'one' || (kind === 'any' && index > 0 && index < last),
  );
}
