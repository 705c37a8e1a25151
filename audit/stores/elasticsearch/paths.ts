import { type FieldType, fieldTable, type Leaf } from '../../core/query/fields.ts';
import { isFree } from '../../core/query/search-tokens.ts';
import type { EcsFields, EcsValue } from '../../core/record.ts';

/** A place in events. Kept between events, so that its path is joined and judged once. */
export type KnownPath = {
  readonly path: string;
  /** The path and the objects that it is in, the longest first; empty: no query can name it. */
  readonly names: readonly string[];
  /** Undefined: not in `fieldTable`. */
  readonly type: FieldType | undefined;
  /** Whether free text looks into it. */
  readonly free: boolean;
  readonly children: Map<string, KnownPath>;
};

/** A path that a query can name; others are found by free text alone. */
const nameable = /^[\p{L}_@][\p{L}\p{N}_@.-]{0,199}$/u;

/** Senders make names up: after this many all are forgotten, and the usual ones come back. */
const mostPlaces = 20_000;
const deepest = 32;

let places = 0;
let root = newPlace('');

/** `eachLeaf` of core/query with what is known of each place. */
export function eachLeafAt(fields: EcsFields, visit: (place: KnownPath, leaf: Leaf) => void): void {
  if (places > mostPlaces) {
    root = newPlace('');
    places = 0;
  }
  walk(fields, root, 0, visit);
}

function walk(
  value: EcsValue,
  place: KnownPath,
  depth: number,
  visit: (place: KnownPath, leaf: Leaf) => void,
): void {
  if (value === null || depth > deepest) return;
  if (typeof value !== 'object') visit(place, value);
  else if (Array.isArray(value)) for (const member of value) walk(member, place, depth + 1, visit);
  else {
    const object = value as EcsFields;
    for (const name in object) walk(object[name]!, childOf(place, name), depth + 1, visit);
  }
}

function childOf({ path, children }: KnownPath, name: string): KnownPath {
  const known = children.get(name);
  if (known !== undefined) return known;
  const child = newPlace(path === '' ? name : `${path}.${name}`);
  places += 1;
  children.set(name, child);
  return child;
}

function newPlace(path: string): KnownPath {
  const type = Object.hasOwn(fieldTable, path) ? fieldTable[path]!.type : undefined;
  return { path, names: namesOf(path), type, free: isFree(path), children: new Map() };
}

function namesOf(path: string): string[] {
  if (!nameable.test(path)) return [];
  const names: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) names.push(path.slice(0, end));
  return names;
}
