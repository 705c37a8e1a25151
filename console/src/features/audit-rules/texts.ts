import { useLanguage } from '../../i18n/index.ts';
import type { Rule } from './queries.ts';

export type RuleTexts = Pick<Rule, 'title' | 'description' | 'falsePositives'>;

/** What a rule says in the reader's language; in Chinese where it has no English. */
export function useRuleTexts(): (rule: Rule) => RuleTexts {
  const language = useLanguage();
  return (rule) =>
    language === 'zh'
      ? rule
      : {
          title: rule.titleEn ?? rule.title,
          description: rule.descriptionEn ?? rule.description,
          falsePositives: rule.falsePositivesEn.length > 0 ? rule.falsePositivesEn : rule.falsePositives,
        };
}
