import { addressHex } from '../../core/query/address.ts';
import { type FieldType, isUnique, type Leaf } from '../../core/query/fields.ts';
import { isFree } from '../../core/query/search-tokens.ts';
import { keywordOf, numberOf } from '../../core/query/values.ts';
import type { EcsFields, EcsValue } from '../../core/record.ts';
import {
  anyToken,
  bucketOf,
  bucketToken,
  encode,
  type FieldCodes,
  isCounted,
  networkDigits,
  networkToken,
  valueToken,
} from './terms.ts';
import { textOfTexts } from './token-text.ts';

/** What the index holds of one event: its tokens, apart by a space each, and the field paths that it has. */
export type EventTerms = {
  readonly text: string;
  /** Sorted, apart by a line break; the same text object for events whose fields follow in the same order. */
  readonly shape: string;
};

/** A token whose events are counted (`isCounted`), and how many were met with it. */
export type Term = { readonly token: string; events: number };

/** What one value of a field gives: its tokens, also as one text with a space before each, and what is counted. */
type Met = { readonly tokens: readonly string[]; readonly text: string; readonly counted: readonly Term[] };

/** A place in events: fields of the same path. Kept between events, so that paths are not joined again. */
type Node = {
  readonly path: string;
  readonly free: boolean;
  readonly original: boolean;
  readonly unique: boolean;
  readonly code: number;
  readonly type: FieldType | null;
  readonly children: Map<string, Node>;
  /** The terms of values that came before. */
  readonly known: Map<Leaf, Met>;
  /** The last event that had it. */
  event: number;
};

/** A way through fields, in the order in which an event has them. */
type Way = {
  readonly next: Map<Node, Way>;
  readonly path: string;
  readonly before: Way | null;
  shape: string | null;
};

const deepest = 32;
const mostNodes = 20_000;
const mostWays = 50_000;
const mostKnown = 5_000;
const longestKnown = 256;

/**
 * Makes the terms of events.
 * @param met takes terms that were met since they were last counted; whoever counts them sets `events` to 0
 */
export function createTermMaker(
  codes: FieldCodes,
  met: (term: Term) => void,
): (fields: EcsFields) => EventTerms {
  let nodes = 0;
  let ways = 0;
  const newNode = (path: string): Node => {
    const field = codes.get(path);
    const type = field?.type ?? null;
    const original = path === 'event.original';
    const code = field?.code ?? 0;
    const [children, known] = [new Map<string, Node>(), new Map<Leaf, Met>()];
    return {
      path,
      free: isFree(path),
      original,
      unique: isUnique(path),
      code,
      type,
      children,
      known,
      event: 0,
    };
  };
  const newWay = (before: Way | null, path: string): Way => ({ next: new Map(), path, before, shape: null });
  let root = newNode('');
  let start = newWay(null, '');
  let event = 0;
  let way = start;
  let terms = '';
  let texts: string[] = [];
  let original: unknown;
  /** Tokens of this event of fields that came a second time in it. */
  let repeated: Set<string> | undefined;

  const childOf = (node: Node, name: string): Node => {
    const known = node.children.get(name);
    if (known !== undefined) return known;
    const child = newNode(node.path === '' ? name : `${node.path}.${name}`);
    nodes += 1;
    node.children.set(name, child);
    return child;
  };

  const step = (node: Node): void => {
    let next = way.next.get(node);
    if (next === undefined) {
      next = newWay(way, node.path);
      ways += 1;
      way.next.set(node, next);
    }
    way = next;
  };

  const visit = (node: Node, leaf: Leaf): void => {
    const again = node.event === event;
    if (!again) {
      node.event = event;
      step(node);
    }
    if (typeof leaf === 'string') {
      if (node.free) texts.push(leaf);
      else if (node.original) original ??= leaf;
    }
    if (node.type === null || node.type === 'text' || node.type === 'date') return;
    if (node.unique) {
      for (const token of tokensOfLeaf(node.code, node.type, leaf)) terms += ` ${token}`;
      return;
    }
    let said = node.known.get(leaf);
    if (said === undefined) {
      said = metOf(tokensOfLeaf(node.code, node.type, leaf));
      if (node.known.size >= mostKnown) node.known.clear();
      // Long ones come once, and each would hold the whole record that it was cut from.
      if (typeof leaf !== 'string' || leaf.length <= longestKnown) node.known.set(leaf, said);
    }
    if (again && said.tokens.length > 0) {
      repeated ??= new Set(terms.split(' '));
      const fresh = new Set(said.tokens.filter((token) => !repeated?.has(token)));
      for (const token of fresh) repeated.add(token);
      if (fresh.size < said.tokens.length) said = without(said, fresh);
    }
    terms += said.text;
    for (const term of said.counted) {
      if (term.events === 0) met(term);
      term.events += 1;
    }
  };

  const walk = (value: EcsValue, node: Node, depth: number): void => {
    if (value === null || depth > deepest) return;
    if (typeof value !== 'object') visit(node, value);
    else if (Array.isArray(value)) for (const member of value) walk(member, node, depth + 1);
    else {
      const object = value as EcsFields;
      for (const name in object) walk(object[name]!, childOf(node, name), depth + 1);
    }
  };

  const shapeOf = (end: Way): string => {
    if (end.shape !== null) return end.shape;
    const paths: string[] = [];
    for (let at: Way | null = end; at !== null && at.before !== null; at = at.before) paths.push(at.path);
    end.shape = paths.sort().join('\n');
    return end.shape;
  };

  return (fields) => {
    if (nodes > mostNodes || ways > mostWays) {
      root = newNode('');
      start = newWay(null, '');
      nodes = 0;
      ways = 0;
    }
    event += 1;
    way = start;
    terms = '';
    texts = [];
    original = undefined;
    repeated = undefined;
    walk(fields, root, 0);
    return { text: `${textOfTexts(original, texts)}${terms} ${anyToken}`, shape: shapeOf(way) };
  };
}

function metOf(tokens: readonly string[]): Met {
  const counted = tokens.filter(isCounted).map((token) => ({ token, events: 0 }));
  return { tokens, text: textOf(tokens), counted };
}

const textOf = (tokens: readonly string[]): string => tokens.map((token) => ` ${token}`).join('');

/** Only the tokens that are in `fresh`; their terms stay the ones that are counted on. */
function without({ tokens, counted }: Met, fresh: ReadonlySet<string>): Met {
  const left = tokens.filter((token) => fresh.has(token));
  return { tokens: left, text: textOf(left), counted: counted.filter(({ token }) => fresh.has(token)) };
}

function tokensOfLeaf(code: number, type: FieldType, leaf: Leaf): string[] {
  if (type === 'keyword') return [valueToken(code, encode(keywordOf(leaf)))];
  if (type === 'number') {
    const number = numberOf(leaf);
    if (number === null) return [];
    return [valueToken(code, encode(String(number))), bucketToken(code, bucketOf(number))];
  }
  const hex = typeof leaf === 'string' ? addressHex(leaf) : null;
  if (hex === null) return [];
  const family = hex.length === 8 ? 4 : 6;
  const networks = networkDigits[family].map((digits) => networkToken(code, family, hex.slice(0, digits)));
  return [valueToken(code, hex), ...networks];
}
