import type { RuleSet } from './rule-set.ts';

/** The rules without those of these ids; one that a correlation counts stays but is silent, or the correlation would be blind. */
export function withoutRules(set: RuleSet, off: ReadonlySet<string>): RuleSet {
  const correlations = set.correlations.filter(({ rule }) => !off.has(rule.id));
  const counted = new Set(correlations.flatMap(({ sources }) => sources));
  return {
    ...set,
    detections: set.detections.filter(({ rule }) => !off.has(rule.id) || counted.has(rule.id)),
    correlations,
    silent: new Set([...set.silent, ...off]),
  };
}
