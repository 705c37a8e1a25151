import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { shownText } from '../lib/shown-text.ts';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

export type Language = 'zh' | 'en';

const storageKey = 'anmin.language';

/** The language kept in this browser; Chinese when nothing was chosen. */
export function keptLanguage(
  storage: Pick<Storage, 'getItem'> | undefined = globalThis.localStorage,
): Language {
  try {
    return storage?.getItem(storageKey) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

export const i18n: I18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: keptLanguage(),
  fallbackLng: 'zh',
  // React draws text, so no markup is escaped: what is put into a sentence must not hide or turn it.
  interpolation: { escapeValue: true, escape: shownText },
  returnNull: false,
});

/** The language of this moment, for what is no component. */
export const languageNow = (): Language => (i18n.language === 'en' ? 'en' : 'zh');

/** The same as documents and requests name it (BCP 47). */
export const htmlLanguage = (): string => (languageNow() === 'zh' ? 'zh-CN' : 'en');

/** The language that is read; the component is drawn anew when another is chosen. */
export function useLanguage(): Language {
  useTranslation();
  return languageNow();
}

/** Changes the language of this browser and keeps the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    globalThis.localStorage?.setItem(storageKey, language);
  } catch {
    // Private windows may refuse storage: the choice then lasts for this page.
  }
  // The server's own pages and messages follow the same choice.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that must work
  document.cookie = `anmin-language=${language}; Path=/; Max-Age=31536000; SameSite=Strict; Secure`;
  await i18n.changeLanguage(language);
  document.documentElement.lang = htmlLanguage();
}
