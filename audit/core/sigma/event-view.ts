import type { EcsValue } from '../record.ts';
import { containerFields, containers } from './containers.ts';
import { placesOf } from './field-names.ts';

/** An event as a source wrote it, parsed from JSON. */
export type RawEvent = { readonly [field: string]: EcsValue };

/** One value of an event, ready to be compared. */
export type Cell = {
  readonly kind: 'null' | 'scalar' | 'list' | 'object';
  readonly value: EcsValue;
  /** Of a scalar. */
  readonly text: string;
  /** Of a list, without lists in it. */
  readonly items: readonly Cell[];
  /** Lower case of `text`, made when first asked for: `lowerOf`. */
  lower: string | undefined;
};

/** What the rules can ask an event: a cell per field slot, and every scalar for keyword searches. */
export type EventView = {
  readonly cells: readonly (Cell | undefined)[];
  readonly words: readonly Cell[];
};

export function lowerOf(cell: Cell): string {
  cell.lower ??= cell.text.toLowerCase();
  return cell.lower;
}

/** Hands out one slot a field name; filled while rules are compiled. */
export type FieldSlots = { slot(name: string): number; names(): readonly string[] };

export function createFieldSlots(): FieldSlots {
  const slots = new Map<string, number>();
  return {
    slot(name) {
      const known = slots.get(name);
      if (known !== undefined) return known;
      slots.set(name, slots.size);
      return slots.size - 1;
    },
    names: () => [...slots.keys()],
  };
}

const maxDepth = 64;
const maxItems = 10_000;
const nothing: readonly Cell[] = [];

function cellOf(value: EcsValue): Cell {
  if (value === null) return { kind: 'null', value, text: '', items: nothing, lower: '' };
  if (typeof value !== 'object')
    return { kind: 'scalar', value, text: String(value), items: nothing, lower: undefined };
  if (!Array.isArray(value)) return { kind: 'object', value, text: '', items: nothing, lower: '' };
  const items: Cell[] = [];
  flatten(value, items, 0);
  return { kind: 'list', value, text: '', items, lower: '' };
}

function flatten(list: readonly EcsValue[], into: Cell[], depth: number): void {
  for (const each of list) {
    if (into.length >= maxItems) return;
    // A list with something in it is not null, whatever else it has.
    if (each === null) continue;
    if (!Array.isArray(each)) into.push(cellOf(each));
    else if (depth < maxDepth) flatten(each, into, depth + 1);
  }
}

type Want = { readonly slot: number; readonly rank: number };

/** A path of fields that somebody asks for, or that leads to one. */
type Path = { readonly wants: Want[]; readonly children: Map<string, Path>; container: boolean };

const newPath = (): Path => ({ wants: [], children: new Map(), container: false });

function pathTo(root: Path, path: string): Path {
  let at = root;
  for (const name of path.split('.')) {
    const next = at.children.get(name) ?? newPath();
    at.children.set(name, next);
    at = next;
  }
  return at;
}

/** @param key may have dots in it: names of several steps, written as one */
function below(path: Path, key: string): Path | undefined {
  const known = path.children.get(key);
  if (known !== undefined || !key.includes('.')) return known;
  let at: Path | undefined = path;
  for (const name of key.split('.')) at = at?.children.get(name);
  return at;
}

/**
 * Makes the reader of events for a set of fields. A field is taken from the literal key at the top, then from
 * a nested path, then from inside the envelope of its source (`Event.EventData`, `winlog.event_data`), then by
 * its other name (`placesOf`). A path that crosses a list gives a list.
 */
export function createEventReader(
  fields: readonly string[],
  withWords: boolean,
): (event: RawEvent) => EventView {
  const root = newPath();
  for (const [slot, name] of fields.entries()) {
    for (const [order, path] of placesOf(name).entries())
      pathTo(root, path).wants.push({ slot, rank: order * 4 });
  }
  for (const path of containers) pathTo(root, path).container = true;

  return (event) => {
    const cells: (Cell | undefined)[] = new Array(fields.length).fill(undefined);
    const ranks: number[] = [];
    const words: Cell[] = [];
    const put = (
      path: Path | undefined,
      extra: number,
      value: EcsValue,
      known: Cell | undefined,
      crossed: boolean,
    ) => {
      if (path === undefined || path.wants.length === 0) return;
      const cell = known ?? cellOf(value);
      for (const { slot, rank } of path.wants) {
        const current = cells[slot];
        if (current === undefined || rank + extra < ranks[slot]!) {
          cells[slot] = cell;
          ranks[slot] = rank + extra;
        } else if (crossed && rank + extra === ranks[slot]) cells[slot] = merged(current, cell);
      }
    };
    const visit = (
      object: RawEvent,
      path: Path | undefined,
      depth: number,
      bare: boolean,
      crossed: boolean,
    ): void => {
      for (const key in object) {
        const value = object[key]!;
        const isNested = typeof value === 'object' && value !== null;
        // Most fields are asked for by no rule: a cell is made where one is, or where every word counts.
        const cell = isNested || !withWords ? undefined : cellOf(value);
        if (cell?.kind === 'scalar') words.push(cell);
        const full = path && below(path, key);
        put(full, path === root ? 0 : 1, value, cell, crossed);
        // `winlog.event_data.Image` as one literal key.
        const dot = path === root ? key.lastIndexOf('.') : -1;
        if (dot > 0 && below(root, key.slice(0, dot))?.container)
          put(below(root, key.slice(dot + 1)), 3, value, cell, crossed);
        if (bare) {
          if (isNested)
            for (const [name, inner] of containerFields(key, value))
              put(below(root, name), 2, inner, undefined, true);
          else put(below(root, key), 2, value, cell, crossed);
        }
        if (!isNested || depth >= maxDepth) continue;
        const inner = full !== undefined && (full.container || full.children.size > 0) ? full : undefined;
        if (inner === undefined && !withWords) continue;
        descend(
          value as RawEvent | readonly EcsValue[],
          inner,
          depth + 1,
          inner?.container === true,
          crossed,
        );
      }
    };
    const descend = (
      value: RawEvent | readonly EcsValue[],
      path: Path | undefined,
      depth: number,
      bare: boolean,
      crossed: boolean,
    ): void => {
      if (!Array.isArray(value)) {
        visit(value as RawEvent, path, depth, bare, crossed);
        return;
      }
      for (const each of value.slice(0, maxItems) as readonly EcsValue[]) {
        if (typeof each !== 'object' || each === null) {
          if (each !== null && withWords) words.push(cellOf(each));
        } else if (depth < maxDepth) descend(each as RawEvent, path, depth + 1, bare, true);
      }
    };
    visit(event, root, 1, false, false);
    return { cells, words };
  };
}

function merged(one: Cell, other: Cell): Cell {
  const items = [
    ...(one.kind === 'list' ? one.items : [one]),
    ...(other.kind === 'list' ? other.items : [other]),
  ];
  return { kind: 'list', value: null, text: '', items: items.slice(0, maxItems), lower: '' };
}
