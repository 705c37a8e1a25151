import { createDetector, type Detector, type DetectorState } from '../../core/sigma/detector.ts';
import type { RuleSet } from '../../core/sigma/rule-set.ts';
import { withoutRules } from '../../core/sigma/switched-off.ts';
import { createPreparer, type Prepared, type StoreForm } from '../../stores/prepare.ts';
import type { Match } from '../alerts/record.ts';
import { matchesOf } from '../detection/matches.ts';
import type { Documents } from './documents.ts';

/** Records from a place of the evidence on, at most `limit`, in the form in which a follower wants them. */
export type Reading = {
  /** Ready for stores of this form. `next` is the place behind the last record. */
  prepare(
    form: StoreForm,
    from: number,
    limit: number,
  ): Promise<{ readonly prepared: Prepared; readonly next: number }>;
  /** What the rules find in them; correlations remember them. */
  detect(from: number, limit: number): Promise<{ readonly matches: readonly Match[]; readonly next: number }>;
  /** What correlations remember of all that was given to `detect`, as JSON. */
  save(): Promise<string>;
  /**
   * What correlations remember from now on; null: nothing.
   * @param state what `save` gave @param now ms since 1970 UTC
   * @returns false: the state cannot be read, they begin anew
   */
  restore(state: string | null, now: number): Promise<boolean>;
};

/** Reads in this thread. `setOff` says which rules are off from now on. */
export function createReading({
  documents,
  rules,
}: {
  readonly documents: Documents;
  readonly rules: RuleSet;
}): Reading & { setOff(ids: ReadonlySet<string>): void } {
  let active = rules;
  /** None before it was said what it remembers: a detector that knows nothing would be believed. */
  let detector: Detector | undefined;
  /** What was remembered last, also by rules that are off: they go on with it when they are on again. */
  let remembered: DetectorState = { version: 1, correlations: {} };
  const preparers = new Map<string, ReturnType<typeof createPreparer>>();

  function preparerOf(form: StoreForm) {
    const key = JSON.stringify(form);
    const known = preparers.get(key) ?? createPreparer(form);
    preparers.set(key, known);
    return known;
  }

  function running(): Detector {
    if (detector === undefined) throw new Error('what correlations remember was not restored');
    return detector;
  }

  function remember(): DetectorState {
    const correlations = { ...remembered.correlations, ...running().save().correlations };
    remembered = { version: 1, correlations };
    return remembered;
  }

  return {
    async prepare(form, from, limit) {
      const read = await documents.read(from, limit);
      return { prepared: preparerOf(form)(read), next: from + read.length };
    },
    async detect(from, limit) {
      const read = await documents.read(from, limit);
      const matches = read.flatMap((document) => matchesOf(running(), document));
      return { matches, next: from + read.length };
    },
    save: async () => JSON.stringify(remember()),
    async restore(state, now) {
      remembered = { version: 1, correlations: {} };
      detector = createDetector(active);
      if (state === null) return true;
      try {
        const saved = JSON.parse(state) as DetectorState;
        detector.restore(saved, now);
        const known = new Set(rules.correlations.map(({ rule }) => rule.id));
        const correlations = Object.entries(saved.correlations).filter(([id]) => known.has(id));
        remembered = { version: 1, correlations: Object.fromEntries(correlations) };
        return true;
      } catch {
        detector = createDetector(active);
        return false;
      }
    },
    setOff(ids) {
      active = withoutRules(rules, ids);
      if (detector === undefined) return;
      const state = remember();
      detector = createDetector(active);
      detector.restore(state);
    },
  };
}
