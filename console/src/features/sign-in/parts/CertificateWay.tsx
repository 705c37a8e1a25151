import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { keepReturn } from '../../../shell/session.ts';
import { palette } from '../../../theme.ts';

/** Leads to the listener that asks for the certificate; it comes back with a session. */
export function CertificateWay({ url, target }: { url: string | null; target: string }) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={12} style={{ height: '100%' }}>
      <SafetyCertificateOutlined style={{ fontSize: 40, color: palette.accent, alignSelf: 'flex-start' }} />
      <Typography.Title level={4} style={{ margin: 0 }}>
        {t('signIn.certificateTitle')}
      </Typography.Title>
      <Typography.Paragraph type="secondary" style={{ flex: 1, margin: 0 }}>
        {url === null ? t('signIn.certificateOff') : t('signIn.certificateText')}
      </Typography.Paragraph>
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
