import { useMay } from '../../shell/session.ts';
import { useRules } from './queries.ts';
import { useRuleTexts } from './texts.ts';

/** The title of a rule in the reader's language; `otherwise` for a rule that is no longer there. */
export function useRuleTitle(): (id: string, otherwise: string) => string {
  const may = useMay();
  const textsOf = useRuleTexts();
  const { data } = useRules(may('audit.rules.read'));
  return (id, otherwise) => {
    const rule = data?.items.find((known) => known.id === id);
    return rule === undefined ? otherwise : textsOf(rule).title;
  };
}
