import type { CorrelationRule } from './ast.ts';
import type { Cell, EventView, FieldSlots } from './event-view.ts';
import { numberOf } from './matchers.ts';
import type { LinkedCorrelation } from './rule-set.ts';
import { type Group, type Hit, judgeOf } from './windows.ts';

export type CorrelationMatch = {
  readonly rule: CorrelationRule;
  /** Values of `group-by`, in its order; null: the event lacks the field. */
  readonly group: readonly (string | null)[];
  /** The count, sum or average that was compared. */
  readonly figure: number;
  /** Ids of the earlier events that it rests on, the newest last, at most `maxEarlier`. */
  readonly earlier: readonly string[];
};

/** Groups by correlation id; plain data. */
export type CorrelationState = { readonly [id: string]: readonly (readonly [key: string, group: Group])[] };

export type Correlator = {
  /** @param fired ids of the detection rules that matched the event */
  feed(
    fired: ReadonlySet<string>,
    view: EventView,
    time: number,
    eventId: string | null,
  ): readonly CorrelationMatch[];
  save(): CorrelationState;
  /** @param now ms since 1970 UTC; what the state knows of later times is forgotten */
  restore(state: CorrelationState, now: number): void;
  /** Groups that are remembered, and those that were forgotten because there were too many. */
  groups(): { readonly kept: number; readonly evicted: number };
};

const maxKeyLength = 2000;
const maxEarlier = 1000;

/**
 * Correlations over the stream of matches, by event time, with bounded memory: of each correlation the groups
 * longest untouched are forgotten first.
 */
export function createCorrelator(
  linked: readonly LinkedCorrelation[],
  slots: FieldSlots,
  maxGroups: number,
): Correlator {
  let evicted = 0;
  const all = linked.map(({ rule, sources }) => {
    const fieldsOf = (fields: readonly string[]) =>
      sources.map((source, index) =>
        fields.map((field) => slots.slot(aliased(rule, field, [source, rule.rules[index]!]))),
      );
    return {
      rule,
      sources,
      judge: judgeOf(rule, sources.length),
      groupBy: fieldsOf(rule.groupBy),
      values: fieldsOf(rule.fields),
      groups: new Map<string, Group>(),
    };
  });

  return {
    feed(fired, view, time, eventId) {
      const known = new Map<string, readonly string[]>();
      for (const id of fired) known.set(id, []);
      const matches: CorrelationMatch[] = [];
      for (const each of all) {
        const found = new Map<string, CorrelationMatch>();
        for (const [source, id] of each.sources.entries()) {
          if (!known.has(id)) continue;
          const value = countedValue(each.rule, each.values[source]!, view);
          if (value === undefined) continue;
          const key = groupKey(each.groupBy[source]!, view);
          const group = touch(each.groups, key);
          const hit: Hit = { time, source, value, id: eventId };
          const figure = each.judge(group, hit);
          if (figure !== undefined) {
            const earlier = [...earlierIds(each.rule, group, eventId), ...known.get(id)!].slice(-maxEarlier);
            found.set(key, { rule: each.rule, group: JSON.parse(key), figure, earlier });
          }
          if (each.groups.size > maxGroups) {
            each.groups.delete(each.groups.keys().next().value!);
            evicted++;
          }
        }
        matches.push(...found.values());
        const [first] = found.values();
        if (first !== undefined) known.set(each.rule.id, first.earlier);
      }
      return matches;
    },
    save: () =>
      Object.fromEntries(
        all.map(({ rule, groups }) => [
          rule.id,
          [...groups].map(([key, group]) => [key, copy(group)] as const),
        ]),
      ),
    restore(state, now) {
      for (const { rule, groups } of all) {
        groups.clear();
        for (const [key, group] of state[rule.id] ?? []) {
          const kept = until(group, now);
          if (kept.hits.length > 0) groups.set(key, kept);
        }
      }
    },
    groups: () => ({ kept: all.reduce((count, { groups }) => count + groups.size, 0), evicted }),
  };
}

const copy = (group: Group): Group => ({ hits: [...group.hits], newest: group.newest });

/** A group without what lies beyond a time: left there, it would push out all that comes before that time. */
function until(group: Group, now: number): Group {
  if (group.newest <= now) return copy(group);
  const hits = group.hits.filter(({ time }) => time <= now);
  return { hits, newest: hits.reduce((newest, { time }) => Math.max(newest, time), 0) };
}

/** The group of a key, made the most recently used. */
function touch(groups: Map<string, Group>, key: string): Group {
  const group = groups.get(key) ?? { hits: [], newest: 0 };
  groups.delete(key);
  groups.set(key, group);
  return group;
}

/** The events that a match rests on besides the one that completes it. */
function earlierIds(rule: CorrelationRule, group: Group, eventId: string | null): readonly string[] {
  // What was learned of a group is no part of what is new about it.
  if (eventId === null || rule.type.startsWith('anmin:')) return [];
  return group.hits.flatMap(({ id }) => (id === null || id === eventId ? [] : [id]));
}

function aliased(rule: CorrelationRule, field: string, names: readonly string[]): string {
  const fields = rule.aliases.get(field);
  for (const name of names) {
    const found = fields?.get(name);
    if (found !== undefined) return found;
  }
  return field;
}

function groupKey(fields: readonly number[], view: EventView): string {
  return JSON.stringify(fields.map((slot) => firstText(view.cells[slot])));
}

/** What a hit counts as; undefined: the event lacks the field, so it does not count. */
function countedValue(
  rule: CorrelationRule,
  fields: readonly number[],
  view: EventView,
): Hit['value'] | undefined {
  if (fields.length === 0) return null;
  if (rule.type === 'value_sum' || rule.type === 'value_avg') {
    const cell = view.cells[fields[0]!];
    return cell === undefined ? undefined : numberOf(cell.kind === 'list' ? (cell.items[0] ?? cell) : cell);
  }
  const texts = fields.map((slot) => firstText(view.cells[slot]));
  return texts.every((text) => text !== null) ? texts.join('\u0000') : undefined;
}

function firstText(cell: Cell | undefined): string | null {
  const scalar = cell?.kind === 'list' ? cell.items[0] : cell;
  if (scalar?.kind !== 'scalar') return null;
  return scalar.text.slice(0, maxKeyLength);
}
