import type { LinkedCorrelation, RuleSet } from './rule-set.ts';

/**
 * The rules without those of these ids. One that a correlation counts stays but is silent, or the correlation would
 * be blind.
 */
export function withoutRules(set: RuleSet, off: ReadonlySet<string>): RuleSet {
  const counted = new Set<string>();
  const stays = (id: string) => !off.has(id) || counted.has(id);
  const correlations: LinkedCorrelation[] = [];
  // Those that others refer to come first.
  for (const correlation of set.correlations.toReversed()) {
    if (!stays(correlation.rule.id)) continue;
    correlations.unshift(correlation);
    for (const source of correlation.sources) counted.add(source);
  }
  return {
    ...set,
    detections: set.detections.filter(({ rule }) => stays(rule.id)),
    correlations,
    silent: new Set([...set.silent, ...off]),
  };
}
