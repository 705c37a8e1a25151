import { type Automaton, createAutomaton } from './aho-corasick.ts';
import { type Cell, type EventView, lowerOf } from './event-view.ts';
import { numberOf } from './matchers.ts';
import type { Witness } from './witness.ts';

/** Narrows thousands of rules to the few that an event can match. */
export type RuleIndex = {
  /** Numbers of the rules whose witness the event has, ascending, each once. */
  candidates(view: EventView): readonly number[];
};

type Ids = Map<string, number[]>;

/** @param witnesses of the rules, by their number */
export function createRuleIndex(witnesses: readonly Witness[]): RuleIndex {
  const always: number[] = [];
  const equal = new Map<number | undefined, Ids>();
  const parts = new Map<number | undefined, Ids>();
  const present = new Map<number, number[]>();
  const textsOf = (of: Map<number | undefined, Ids>, slot: number | undefined): Ids => {
    const known = of.get(slot);
    if (known !== undefined) return known;
    const made: Ids = new Map();
    of.set(slot, made);
    return made;
  };
  for (const [rule, witness] of witnesses.entries()) {
    if (witness === undefined) always.push(rule);
    for (const atom of witness ?? []) {
      if (atom.kind === 'present') present.set(atom.slot, [...(present.get(atom.slot) ?? []), rule]);
      else {
        const ids = textsOf(atom.kind === 'equals' ? equal : parts, atom.slot);
        ids.set(atom.text, [...(ids.get(atom.text) ?? []), rule]);
      }
    }
  }
  const automata = new Map<number | undefined, Automaton>();
  for (const [slot, texts] of parts) automata.set(slot, createAutomaton(texts));
  const slots = [...new Set([...equal.keys(), ...automata.keys(), ...present.keys()])].filter(
    (slot) => slot !== undefined,
  );
  const looks = slots.map((slot) => ({
    slot,
    equal: equal.get(slot),
    automaton: automata.get(slot),
    present: present.get(slot),
  }));
  const words = { equal: equal.get(undefined), automaton: automata.get(undefined) };
  const hasWords = words.equal !== undefined || words.automaton !== undefined;

  const stamps = new Int32Array(witnesses.length);
  let stamp = 0;
  let chosen: number[] = [];
  const add = (ids: ArrayLike<number>) => {
    for (let i = 0; i < ids.length; i++) {
      const rule = ids[i]!;
      if (stamps[rule] === stamp) continue;
      stamps[rule] = stamp;
      chosen.push(rule);
    }
  };
  const lookUp = (cell: Cell, ids: Ids | undefined, automaton: Automaton | undefined) => {
    if (cell.kind !== 'scalar') return;
    const text = lowerOf(cell);
    if (ids !== undefined) {
      const exact = ids.get(text);
      if (exact !== undefined) add(exact);
      // "007" equals the number 7.
      const number = numberOf(cell);
      if (number !== undefined) {
        const other = ids.get(String(number));
        if (other !== undefined) add(other);
      }
    }
    automaton?.scan(text, add);
  };

  return {
    candidates(view) {
      stamp = stamp === 0x7fffffff ? 1 : stamp + 1;
      if (stamp === 1) stamps.fill(0);
      chosen = always.slice();
      for (const look of looks) {
        const cell = view.cells[look.slot];
        if (cell === undefined) continue;
        if (look.present !== undefined) add(look.present);
        if (cell.kind !== 'list') lookUp(cell, look.equal, look.automaton);
        else for (const each of cell.items) lookUp(each, look.equal, look.automaton);
      }
      if (hasWords) for (const word of view.words) lookUp(word, words.equal, words.automaton);
      return chosen.sort((one, other) => one - other);
    },
  };
}
