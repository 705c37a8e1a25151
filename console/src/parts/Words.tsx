import type { Bilingual } from '../api/types.ts';
import { useLanguage } from '../i18n/index.ts';

/** Picks the reader's language of a sentence that the server gives in both. */
export function useWords(): (words: Bilingual) => string {
  const language = useLanguage();
  return (words) => words[language];
}
