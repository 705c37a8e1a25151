import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Button, Collapse, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { keepReturn } from '../../../shell/session.ts';
import { palette } from '../../../theme.ts';

type Props = { url: string | null; rootPageUrl: string | null; target: string };

/** Leads to the listener that asks for the certificate; it comes back with a session. */
export function CertificateWay({ url, rootPageUrl, target }: Props) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={12} style={{ height: '100%' }}>
      <SafetyCertificateOutlined style={{ fontSize: 40, color: palette.accent, alignSelf: 'flex-start' }} />
      <Typography.Title level={4} style={{ margin: 0 }}>
        {t('signIn.certificateTitle')}
      </Typography.Title>
      <Typography.Paragraph type="secondary" style={{ margin: 0 }}>
        {url === null ? t('signIn.certificateOff') : t('signIn.certificateText')}
      </Typography.Paragraph>
      <Collapse
        ghost
        style={{ marginInline: -16 }}
        defaultActiveKey={['trouble']}
        items={[
          {
            key: 'trouble',
            label: t('signIn.trouble'),
            children: (
              <Flex vertical gap={8} component="ul" style={{ margin: 0, paddingInlineStart: 20 }}>
                <li>{t('signIn.trouble1')}</li>
                <li>
                  {t('signIn.trouble2')}{' '}
                  {rootPageUrl && (
                    <a href={rootPageUrl} target="_blank" rel="noreferrer">
                      {t('setUp.howRootLink')}
                    </a>
                  )}
                </li>
                <li>{t('signIn.trouble3')}</li>
              </Flex>
            ),
          },
        ]}
      />
      <div style={{ flex: 1 }} />
      <Button
        type="primary"
        size="large"
        block
        disabled={url === null}
        href={url ?? undefined}
        onClick={() => keepReturn(target)}
        data-testid="certificate-sign-in"
      >
        {t('signIn.certificateButton')}
      </Button>
    </Flex>
  );
}
