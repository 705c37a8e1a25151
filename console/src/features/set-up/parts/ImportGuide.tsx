import { Collapse, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

const desktops = ['windows', 'kylin', 'firefox', 'mac'] as const;

/** How to trust the root and import a PKCS#12 file on the desktops that offices have. */
export function ImportGuide({ rootPageUrl }: { rootPageUrl: string | null }) {
  const { t } = useTranslation();
  return (
    <section>
      <Typography.Title level={5}>{t('setUp.howTitle')}</Typography.Title>
      <Typography.Paragraph>
        <strong>{t('setUp.howRoot')}</strong>　{t('setUp.howRootText')}{' '}
        {rootPageUrl && (
          <a href={rootPageUrl} target="_blank" rel="noreferrer">
            {t('setUp.howRootLink')}
          </a>
        )}
      </Typography.Paragraph>
      <Typography.Paragraph>
        <strong>{t('setUp.howImport')}</strong>
      </Typography.Paragraph>
      <Collapse
        size="small"
        defaultActiveKey={['windows']}
        items={desktops.map((key) => ({
          key,
          label: t(`setUp.how.${key}`),
          children: t(`setUp.how.${key}Text`),
        }))}
      />
    </section>
  );
}
