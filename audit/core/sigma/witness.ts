import type { Condition, Item, Search, Value } from './ast.ts';
import type { FieldSlots } from './event-view.ts';
import type { Piece } from './pattern.ts';
import { requiredText } from './regex-literal.ts';

/**
 * Something simple about an event that can be looked up for all rules at once: a field equals a text, has a
 * text in it, or is there. Texts are lower case. `slot` is undefined for keyword searches.
 */
export type Atom =
  | { readonly kind: 'equals' | 'part'; readonly slot: number | undefined; readonly text: string }
  | { readonly kind: 'present'; readonly slot: number };

/** Atoms of which at least one is true whenever the rule matches; undefined: nothing is certain. */
export type Witness = readonly Atom[] | undefined;

/** The cheapest witness of a rule that can be derived from its condition. */
export function witnessOf(
  condition: Condition,
  searches: ReadonlyMap<string, Search>,
  slots: FieldSlots,
): Witness {
  switch (condition.kind) {
    case 'search':
      return ofSearch(searches.get(condition.name)!, slots);
    case 'and':
      return cheapest(condition.of.map((each) => witnessOf(each, searches, slots)));
    case 'or':
    case 'at-least':
      return union(condition.of.map((each) => witnessOf(each, searches, slots)));
    case 'not':
      return undefined;
  }
}

function ofSearch(search: Search, slots: FieldSlots): Witness {
  return search.kind === 'items'
    ? cheapest(search.items.map((item) => ofItem(item, slots)))
    : union(search.of.map((each) => ofSearch(each, slots)));
}

function ofItem(item: Item, slots: FieldSlots): Witness {
  if (item.negated) return undefined;
  const slot = item.field === undefined ? undefined : slots.slot(item.field);
  const each = item.values.map((value) => ofValue(value, slot));
  return item.all ? cheapest(each) : union(each);
}

function ofValue(value: Value, slot: number | undefined): Witness {
  const present: Witness = slot === undefined ? undefined : [{ kind: 'present', slot }];
  const part = (text: string): Witness => (text === '' ? present : [{ kind: 'part', slot, text }]);
  switch (value.kind) {
    case 'text': {
      const [first] = value.pattern;
      if (value.dashes) return part(longestText(value.pattern, '-'));
      if (value.pattern.length === 0) return [{ kind: 'equals', slot, text: '' }];
      if (value.pattern.length === 1 && first!.kind === 'text')
        return [{ kind: 'equals', slot, text: first!.text.toLowerCase() }];
      return part(longestText(value.pattern, undefined));
    }
    case 'number':
      return [{ kind: 'equals', slot, text: String(value.number) }];
    case 'boolean':
      return (value.boolean ? ['true', '1', 'yes'] : ['false', '0', 'no']).map((text) => ({
        kind: 'equals',
        slot,
        text,
      }));
    case 'regex':
      return part(requiredText(value.pattern, value.flags));
    case 'null':
      return undefined;
    case 'exists':
      return value.exists ? present : undefined;
    default:
      return present;
  }
}

function longestText(pattern: readonly Piece[], separator: string | undefined): string {
  const texts = pattern.flatMap((piece) => (piece.kind === 'text' ? [piece.text.toLowerCase()] : []));
  const parts = separator === undefined ? texts : texts.flatMap((text) => text.split(separator));
  return parts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

function union(parts: readonly Witness[]): Witness {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known.flat() : undefined;
}

function cheapest(parts: readonly Witness[]): Witness {
  let best: Witness;
  for (const part of parts)
    if (part !== undefined && (best === undefined || cost(part) < cost(best))) best = part;
  return best;
}

/** Rough chance that an atom is true for an event that has nothing to do with the rule. */
function cost(atoms: readonly Atom[]): number {
  return atoms.reduce((sum, atom) => {
    if (atom.kind === 'present') return sum + 1000;
    const { length } = atom.text;
    return sum + (atom.kind === 'equals' ? 4 + 40 / (length + 1) : 1 + 400 / (length * length));
  }, 0);
}
