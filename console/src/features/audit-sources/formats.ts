import { useTranslation } from 'react-i18next';
import { useWords } from '../../parts/Words.tsx';
import { useFormats } from './queries.ts';

/** The chain that leaves the choice to the server. */
export const automatic: readonly string[] = ['auto'];
export const isAutomatic = (chain: readonly string[]) => chain.length === 1 && chain[0] === 'auto';

/** The title of a format in the reader's language; its name when the server knows none. */
export function useFormatTitle(): (name: string) => string {
  const { t } = useTranslation();
  const words = useWords();
  const { data } = useFormats();
  return (name) => {
    if (name === 'auto') return t('auditSources.auto');
    // Nobody can choose it, so the server does not list it.
    if (name === 'anmin') return t('auditSources.ownFormat');
    const format = data?.parsers.find((each) => each.name === name);
    return format ? words(format.title) : name;
  };
}
