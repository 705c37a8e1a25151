import { useTranslation } from 'react-i18next';
import type { Bilingual } from '../api/types.ts';

/** Picks the reader's language of a sentence that the server gives in both. */
export function useWords(): (words: Bilingual) => string {
  const { i18n } = useTranslation();
  return (words) => (i18n.language === 'en' ? words.en : words.zh);
}
