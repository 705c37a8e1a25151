import { auditErrors } from '../../errors.ts';
import type { Rule } from './ast.ts';
import { type CorrelationState, createCorrelator } from './correlate.ts';
import { createEventReader, type EventView, type FieldSlots, type RawEvent } from './event-view.ts';
import { createSourceFinder, type EventSource, isMeantFor } from './logsource.ts';
import { createRuleIndex } from './rule-index.ts';
import type { RuleSet } from './rule-set.ts';
import { timeOf } from './times.ts';

export type Match = {
  readonly rule: Rule;
  /** Of a correlation: the values of `group-by` and the figure that was compared. */
  readonly group?: readonly (string | null)[];
  readonly figure?: number;
  /** Of a correlation: ids of the earlier events that it rests on. */
  readonly earlier?: readonly string[];
};

/** What detection remembers between events; plain JSON. */
export type DetectorState = { readonly version: 1; readonly correlations: CorrelationState };

export type Detector = {
  /**
   * Matches of one event. A correlation matches at the event that makes it true, and at each later one while
   * it stays true.
   * @param receivedAt ms since 1970 UTC; taken when the event says no time itself, or a later one: nothing is
   * received before it happens, and one event of a day to come would push all others out of their windows
   * @param eventId comes back in `earlier` of later matches
   */
  feed(event: RawEvent, receivedAt: number, eventId?: string): readonly Match[];
  save(): DetectorState;
  /**
   * @param now ms since 1970 UTC; what the state knows of later times is forgotten
   * @throws audit.detect-state
   */
  restore(state: unknown, now?: number): void;
  groups(): { readonly kept: number; readonly evicted: number };
};

export type DetectorOptions = {
  /** Groups that one correlation may remember. */
  readonly maxGroups?: number;
  /** false: every rule is asked about every event, whatever its log source. */
  readonly routed?: boolean;
};

const timeFields = [
  '@timestamp',
  'timestamp',
  'UtcTime',
  'TimeCreated_SystemTime',
  'SystemTime',
  'EventTime',
  'eventTime',
  'time',
  'ts',
];

/** Security 4688 is a process creation under other names (Sigma 2.1 "Field Usage"). */
const securityNames = [
  ['Image', 'NewProcessName'],
  ['ParentImage', 'ParentProcessName'],
] as const;

/** `a0`, `a1` of EXECVE, in events where the arguments became a list. */
function argumentSlots(slots: FieldSlots): readonly (readonly [slot: number, index: number])[] {
  return slots.names().flatMap((name, slot) => {
    const [, index] = /^a(\d{1,3})$/.exec(name) ?? [];
    return index === undefined ? [] : [[slot, Number(index)] as const];
  });
}

/** Rules over a stream of events. */
export function createDetector(set: RuleSet, options: DetectorOptions = {}): Detector {
  const { detections, slots } = set;
  const correlator = createCorrelator(set.correlations, slots, options.maxGroups ?? 100_000);
  const sourceOf = createSourceFinder(slots);
  const times = timeFields.map((name) => slots.slot(name));
  const renamed = securityNames.map((names) => names.map((name) => slots.slot(name)) as [number, number]);
  const args = slots.slot('process.args');
  const positions = argumentSlots(slots);
  const index = createRuleIndex(detections.map(({ witness }) => witness));
  const withWords = detections.some(({ rule }) =>
    [...rule.searches.values()].some(function hasWords(search): boolean {
      return search.kind === 'any'
        ? search.of.some(hasWords)
        : search.items.some(({ field }) => field === undefined);
    }),
  );
  const read = createEventReader(slots.names(), withWords);
  const meant = new Map<EventSource, Uint8Array>();
  const rulesFor = (source: EventSource): Uint8Array => {
    const known = meant.get(source);
    if (known !== undefined) return known;
    const made = Uint8Array.from(detections, ({ rule }) => (isMeantFor(rule.logsource, source) ? 1 : 0));
    meant.set(source, made);
    return made;
  };
  const timeIn = (view: EventView): number | undefined => {
    for (const slot of times) {
      const time = timeOf(view.cells[slot]?.value);
      if (time !== undefined) return time;
    }
    return undefined;
  };

  const underRuleNames = (view: EventView, source: EventSource): EventView => {
    const isProcess = source.service === 'security' && source.categories?.includes('process_creation');
    const list = source.service === 'auditd' ? view.cells[args] : undefined;
    if (!isProcess && list?.kind !== 'list') return view;
    const cells = [...view.cells];
    if (isProcess) for (const [to, from] of renamed) cells[to] ??= cells[from];
    if (list?.kind === 'list') for (const [slot, position] of positions) cells[slot] = list.items[position];
    return { ...view, cells };
  };

  return {
    feed(event, receivedAt, eventId) {
      const written = read(event);
      const source = options.routed === false ? undefined : sourceOf(written);
      const view = source === undefined ? written : underRuleNames(written, source);
      const allowed = source === undefined ? undefined : rulesFor(source);
      const matches: Match[] = [];
      const fired = new Set<string>();
      for (const number of index.candidates(view)) {
        const { rule, test } = detections[number]!;
        if ((allowed !== undefined && allowed[number] === 0) || !test(view)) continue;
        fired.add(rule.id);
        if (!set.silent.has(rule.id)) matches.push({ rule });
      }
      if (fired.size === 0 || set.correlations.length === 0) return matches;
      const time = Math.min(timeIn(view) ?? receivedAt, receivedAt);
      for (const match of correlator.feed(fired, view, time, eventId ?? null))
        if (!set.silent.has(match.rule.id)) matches.push(match);
      return matches;
    },
    save: () => ({ version: 1, correlations: correlator.save() }),
    restore(state, now = Number.POSITIVE_INFINITY) {
      const saved = state as DetectorState | null;
      if (saved?.version !== 1 || typeof saved.correlations !== 'object')
        throw auditErrors['detect-state']({ reason: 'version' });
      correlator.restore(saved.correlations, now);
    },
    groups: correlator.groups,
  };
}
