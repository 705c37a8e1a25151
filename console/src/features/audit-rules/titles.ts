import { useLanguage } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { useRules } from './queries.ts';

/** The title of a rule in the reader's language; `otherwise` for a rule that is no longer there. */
export function useRuleTitle(): (id: string, otherwise: string) => string {
  const may = useMay();
  const language = useLanguage();
  const { data } = useRules(may('audit.rules.read'));
  return (id, otherwise) => {
    const rule = data?.items.find((known) => known.id === id);
    if (rule === undefined) return otherwise;
    return language === 'en' ? (rule.titleEn ?? rule.title) : rule.title;
  };
}
