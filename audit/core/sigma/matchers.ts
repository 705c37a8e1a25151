import { BlockList, isIP } from 'node:net';
import type { Comparison, Item, TextOperator, Value } from './ast.ts';
import { plainDashes } from './encodings.ts';
import { type Cell, type EventView, type FieldSlots, lowerOf } from './event-view.ts';
import { mapText, patternTest } from './pattern.ts';
import { requiredText } from './regex-literal.ts';
import { timePart } from './times.ts';

/** Answers about one event. */
export type Test = (view: EventView) => boolean;

/** Answers about one value of it. */
type CellTest = (cell: Cell, view: EventView) => boolean;

/** Compiles an item: a field is there and any (`all`: each) value fits, for a list any element of it. */
export function itemTest(item: Item, slots: FieldSlots): Test {
  const tests = item.values.map((value) => valueTest(value, slots));
  const fits: CellTest = item.all
    ? (cell, view) => tests.every((test) => anyElement(cell, view, test))
    : tests.length === 1
      ? (cell, view) => anyElement(cell, view, tests[0]!)
      : (cell, view) => tests.some((test) => anyElement(cell, view, test));
  if (item.field === undefined) {
    const found: Test = item.all
      ? (view) => tests.every((test) => view.words.some((word) => test(word, view)))
      : (view) => view.words.some((word) => fits(word, view));
    return item.negated ? (view) => !found(view) : found;
  }
  const slot = slots.slot(item.field);
  const [first] = item.values;
  // "only verifies the presence of a field, not its value, be it empty or null"
  if (first?.kind === 'exists') return (view) => (view.cells[slot] !== undefined) === first.exists;
  const withoutField = !item.negated && item.values.some(({ kind }) => kind === 'null');
  const { negated } = item;
  return (view) => {
    const cell = view.cells[slot];
    return cell === undefined ? withoutField : fits(cell, view) !== negated;
  };
}

function anyElement(cell: Cell, view: EventView, test: CellTest): boolean {
  if (cell.kind !== 'list') return test(cell, view);
  for (const each of cell.items) if (test(each, view)) return true;
  return false;
}

function valueTest(value: Value, slots: FieldSlots): CellTest {
  switch (value.kind) {
    case 'text':
      return textTest(value);
    case 'number':
      return (cell) => numberOf(cell) === value.number;
    case 'boolean':
      return (cell) => booleanOf(cell) === value.boolean;
    case 'null':
      return (cell) => cell.kind === 'null';
    case 'regex': {
      // Looking for a text costs far less than running the expression.
      const required = requiredText(value.pattern, value.flags);
      return (cell) => cell.kind === 'scalar' && lowerOf(cell).includes(required) && value.test(cell.text);
    }
    case 'cidr':
      return cidrTest(value.network, value.prefix);
    case 'compare': {
      const compare = comparisons[value.by];
      return (cell) => {
        const number = numberOf(cell);
        return number !== undefined && compare(number, value.number);
      };
    }
    case 'time': {
      const compare = comparisons[value.by];
      return (cell) => {
        const number = cell.kind === 'scalar' ? timePart(cell.value, value.part) : undefined;
        return number !== undefined && compare(number, value.number);
      };
    }
    case 'exists':
      return () => value.exists;
    case 'field':
      return fieldTest(slots.slot(value.field), value.by, value.cased);
  }
}

export const comparisons: Readonly<Record<Comparison, (one: number, other: number) => boolean>> = {
  gt: (one, other) => one > other,
  gte: (one, other) => one >= other,
  lt: (one, other) => one < other,
  lte: (one, other) => one <= other,
  eq: (one, other) => one === other,
  neq: (one, other) => one !== other,
};

function textTest({ pattern, cased, dashes }: Extract<Value, { kind: 'text' }>): CellTest {
  const fits = patternTest(cased ? pattern : mapText(pattern, (text) => text.toLowerCase()));
  if (dashes) return (cell) => cell.kind === 'scalar' && fits(plainDashes(cased ? cell.text : lowerOf(cell)));
  if (cased) return (cell) => cell.kind === 'scalar' && fits(cell.text);
  return (cell) => cell.kind === 'scalar' && fits(lowerOf(cell));
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** The number of a value, also of one written as text. */
export function numberOf(cell: Cell): number | undefined {
  if (cell.kind !== 'scalar') return undefined;
  if (typeof cell.value === 'number') return cell.value;
  return typeof cell.value === 'string' && decimal.test(cell.value) ? Number(cell.value) : undefined;
}

function booleanOf(cell: Cell): boolean | undefined {
  if (cell.kind !== 'scalar' || typeof cell.value === 'number') return undefined;
  const text = lowerOf(cell);
  if (text === 'true' || text === '1' || text === 'yes') return true;
  return text === 'false' || text === '0' || text === 'no' ? false : undefined;
}

function cidrTest(network: string, prefix: number): CellTest {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');
  return (cell) => {
    const family = cell.kind === 'scalar' ? isIP(cell.text) : 0;
    return family !== 0 && list.check(cell.text, family === 4 ? 'ipv4' : 'ipv6');
  };
}

const textComparisons: Readonly<Record<TextOperator, (one: string, other: string) => boolean>> = {
  equals: (one, other) => one === other,
  contains: (one, other) => one.includes(other),
  startswith: (one, other) => one.startsWith(other),
  endswith: (one, other) => one.endsWith(other),
};

function fieldTest(slot: number, by: TextOperator, cased: boolean): CellTest {
  const compare = textComparisons[by];
  const text = (cell: Cell) => (cased ? cell.text : lowerOf(cell));
  return (cell, view) => {
    const other = view.cells[slot];
    if (other === undefined || cell.kind !== 'scalar') return false;
    return anyElement(other, view, (each) => each.kind === 'scalar' && compare(text(cell), text(each)));
  };
}
