import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, useLanguage } from '../i18n/index.ts';

/** Chinese or English, each named in itself. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <Segmented<Language>
      aria-label={t('shell.language')}
      value={useLanguage()}
      onChange={(language) => void chooseLanguage(language)}
      options={[
        { label: '中文', value: 'zh' },
        { label: 'English', value: 'en' },
      ]}
    />
  );
}
