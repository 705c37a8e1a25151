import { levels } from '../audit-alerts/queries.ts';
import type { Rule } from './queries.ts';

export type RuleFilter = {
  readonly q?: string | undefined;
  readonly level?: string | undefined;
  readonly state?: string | undefined;
};

/** Rules that fit, the gravest first, then by title. */
export function chosenRules(rules: readonly Rule[], { q, level, state }: RuleFilter): Rule[] {
  const words = q?.trim().toLowerCase();
  const says = (rule: Rule) =>
    [rule.title, rule.titleEn, rule.description, rule.descriptionEn, rule.id, ...rule.tags].some((text) =>
      text?.toLowerCase().includes(words ?? ''),
    );
  return rules
    .filter(
      (rule) =>
        (!words || says(rule)) &&
        (level === undefined || rule.level === level) &&
        (state === undefined || rule.enabled === (state === 'on')),
    )
    .sort(
      (a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || a.title.localeCompare(b.title, 'zh'),
    );
}
