import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language } from '../i18n/index.ts';

/** Chinese or English, each named in itself. */
export function LanguageSwitch() {
  const { i18n, t } = useTranslation();
  return (
    <Segmented<Language>
      aria-label={t('shell.language')}
      value={i18n.language === 'en' ? 'en' : 'zh'}
      onChange={(language) => void chooseLanguage(language)}
      options={[
        { label: '中文', value: 'zh' },
        { label: 'English', value: 'en' },
      ]}
    />
  );
}
