import type { Condition, DetectionRule, Item, Search } from './ast.ts';
import type { FieldSlots } from './event-view.ts';
import { itemTest, type Test } from './matchers.ts';
import { type Witness, witnessOf } from './witness.ts';

export type CompiledRule = {
  readonly rule: DetectionRule;
  readonly test: Test;
  readonly witness: Witness;
};

/** Turns a rule into closures; its fields get slots. */
export function compileRule(rule: DetectionRule, slots: FieldSlots): CompiledRule {
  const searches = new Map<string, Test>();
  for (const [name, search] of rule.searches) searches.set(name, searchTest(search, slots));
  return {
    rule,
    test: conditionTest(rule.condition, searches),
    witness: witnessOf(rule.condition, rule.searches, slots),
  };
}

function conditionTest(condition: Condition, searches: ReadonlyMap<string, Test>): Test {
  switch (condition.kind) {
    case 'search':
      return searches.get(condition.name)!;
    case 'and':
      return allOf(condition.of.map((each) => conditionTest(each, searches)));
    case 'or':
      return anyOf(condition.of.map((each) => conditionTest(each, searches)));
    case 'not': {
      const test = conditionTest(condition.of, searches);
      return (view) => !test(view);
    }
    case 'at-least': {
      const tests = condition.of.map((each) => conditionTest(each, searches));
      return (view) => tests.filter((test) => test(view)).length >= condition.count;
    }
  }
}

function searchTest(search: Search, slots: FieldSlots): Test {
  if (search.kind === 'any') return anyOf(search.of.map((each) => searchTest(each, slots)));
  // Cheap questions first: most events answer no.
  const items = [...search.items].sort((one, other) => effort(one) - effort(other));
  return allOf(items.map((item) => itemTest(item, slots)));
}

function effort(item: Item): number {
  if (item.values.some(({ kind }) => kind === 'regex')) return 1000;
  if (item.field === undefined) return 500;
  return item.values.length + (item.values.some(({ kind }) => kind === 'text') ? 10 : 0);
}

function allOf(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (tests.length === 1) return first!;
  if (tests.length === 2) return (view) => first!(view) && second!(view);
  return (view) => {
    for (const test of tests) if (!test(view)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0]!;
  return (view) => {
    for (const test of tests) if (test(view)) return true;
    return false;
  };
}
