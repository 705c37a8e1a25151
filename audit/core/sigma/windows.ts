import type { CorrelationRule } from './ast.ts';
import { comparisons } from './matchers.ts';

/** One hit that a correlation remembers. */
export type Hit = {
  /** ms since 1970 UTC, event time. */
  readonly time: number;
  /** Which of the rules referred to. */
  readonly source: number;
  /** Text for `value_count` and `anmin:new_value`, number for sums, else null. */
  readonly value: string | number | null;
  /** Id of the event, where the caller gave one. */
  readonly id: string | null;
};

/** What one group of one correlation remembers; plain data, so that it can be saved. */
export type Group = { hits: Hit[]; newest: number };

/** Hits that one group may hold; older ones are forgotten and counted. */
const maxHits = 10_000;

/** Takes a hit and tells whether the correlation is now true, and how far. @returns the figure compared */
export type Judge = (group: Group, hit: Hit) => number | undefined;

/** The decision of each type (Sigma 2.1 "Correlation Types"). */
export function judgeOf(rule: CorrelationRule, sources: number): Judge {
  const { timespan, type } = rule;
  const within = (figure: number): number | undefined =>
    rule.limits.every(({ by, number }) => comparisons[by](figure, number)) ? figure : undefined;
  const windowed =
    (
      figure: (hits: readonly Hit[]) => number | undefined,
      isSame?: (one: Hit, other: Hit) => boolean,
    ): Judge =>
    (group, hit) => {
      // Too late to count, and the hits that do count were judged already.
      if (hit.time < group.newest - timespan) return undefined;
      const kept = isSame === undefined ? hit : newestOfSame(group, hit, isSame);
      remember(group, kept, timespan);
      const value = figure(group.hits);
      return value === undefined ? undefined : within(value);
    };
  switch (type) {
    case 'event_count':
      return windowed((hits) => hits.length);
    case 'value_count':
      return windowed(
        (hits) => hits.length,
        (one, other) => one.value === other.value,
      );
    case 'value_sum':
      return windowed((hits) => sum(hits));
    case 'value_avg':
      return windowed((hits) => sum(hits) / hits.length);
    case 'temporal': {
      const limited = rule.limits.length > 0;
      return windowed(
        (hits) => (limited || hits.length === sources ? hits.length : undefined),
        (one, other) => one.source === other.source,
      );
    }
    case 'temporal_ordered':
      return windowed((hits) => (inOrder(hits, sources) ? sources : undefined));
    case 'anmin:new_value':
      return (group, hit) => {
        const known = group.hits.length > 0;
        // After so long a silence there is nothing to compare an old value with; a value never seen stays new.
        const silent = hit.time - group.newest > timespan;
        // Newest last: mostly it is the one that came before.
        const index = group.hits.findLastIndex(({ value }) => value === hit.value);
        const last = index < 0 ? undefined : group.hits[index]!;
        // A hit of long ago does not make younger when the value was last seen.
        const seen = last !== undefined && last.time > hit.time ? last : hit;
        if (index >= 0 && index === group.hits.length - 1) group.hits[index] = seen;
        else {
          if (index >= 0) group.hits.splice(index, 1);
          group.hits.push(seen);
        }
        if (group.hits.length > maxHits) group.hits.shift();
        group.newest = Math.max(group.newest, hit.time);
        const isNew = last === undefined || (!silent && hit.time - last.time > timespan);
        return known && isNew ? group.hits.length : undefined;
      };
    case 'anmin:inactive':
      return (group, hit) => {
        const quiet = group.hits.length === 0 ? 0 : hit.time - group.newest;
        group.hits = [hit];
        group.newest = Math.max(group.newest, hit.time);
        return quiet > timespan ? Math.floor(quiet / 1000) : undefined;
      };
    case 'anmin:outside_hours': {
      const { from, to, days, offset } = rule.hours!;
      return (_group, hit) => {
        const local = new Date(hit.time + offset * 60_000);
        const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
        const isWorking = days.includes(local.getUTCDay() || 7) && minute >= from && minute < to;
        return isWorking ? undefined : minute;
      };
    }
  }
}

/** Of hits that count once only the newest is kept: takes the older one out, gives the newer one. */
function newestOfSame(group: Group, hit: Hit, isSame: (one: Hit, other: Hit) => boolean): Hit {
  const index = group.hits.findIndex((each) => isSame(each, hit));
  const [known] = index < 0 ? [] : group.hits.splice(index, 1);
  return known !== undefined && known.time > hit.time ? known : hit;
}

/** Adds a hit in order of time and forgets what left the window. */
function remember(group: Group, hit: Hit, timespan: number): void {
  group.newest = Math.max(group.newest, hit.time);
  const oldest = group.newest - timespan;
  const { hits } = group;
  let at = hits.length;
  while (at > 0 && hits[at - 1]!.time > hit.time) at--;
  if (at === hits.length) hits.push(hit);
  else hits.splice(at, 0, hit);
  let gone = 0;
  while (hits[gone]!.time < oldest) gone++;
  gone = Math.max(gone, hits.length - maxHits);
  if (gone > 0) hits.splice(0, gone);
}

function sum(hits: readonly Hit[]): number {
  return hits.reduce((total, { value }) => total + Number(value), 0);
}

/** Whether hits of the rules 0, 1, 2 … can be found one after the other. */
function inOrder(hits: readonly Hit[], sources: number): boolean {
  let next = 0;
  for (const { source } of hits) if (source === next && ++next === sources) return true;
  return false;
}
