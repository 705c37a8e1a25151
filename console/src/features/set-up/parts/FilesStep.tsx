import { CheckCircleFilled, DownloadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Card, Flex, QRCode, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { colonHex, fromBase64 } from '../../../lib/bytes.ts';
import { offerFile } from '../../../lib/download.ts';
import { palette } from '../../../theme.ts';
import type { SetupResult } from '../queries.ts';
import { ImportGuide } from './ImportGuide.tsx';

/** The three certificate files, offered once, and how to import them. */
export function FilesStep({ result, rootPageUrl }: { result: SetupResult; rootPageUrl: string | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const [taken, setTaken] = useState<readonly string[]>([]);
  const missing = result.administrators.some(({ accountId }) => !taken.includes(accountId));

  useEffect(() => {
    if (!missing) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [missing]);

  const finish = () => {
    const leave = () => navigate('/sign-in', { replace: true });
    if (!missing) return leave();
    modal.confirm({ title: t('setUp.leaveTitle'), content: t('setUp.leaveText'), onOk: leave });
  };

  return (
    <div className="stack">
      <Alert type="warning" showIcon title={t('setUp.filesText')} />
      <div className="grid">
        {result.administrators.map((person) => (
          <Card
            key={person.accountId}
            className="span-4"
            type="inner"
            title={t(`setUp.kinds.${person.kind}`)}
          >
            <Flex vertical gap={12}>
              <Typography.Text strong style={{ fontSize: 16 }}>
                {person.displayName} <Typography.Text type="secondary">{person.loginName}</Typography.Text>
              </Typography.Text>
              <div>
                <div className="muted">{t('setUp.fingerprint')}</div>
                <span className="mono">{colonHex(person.fingerprint)}</span>
              </div>
              <Button
                type={taken.includes(person.accountId) ? 'default' : 'primary'}
                icon={
                  taken.includes(person.accountId) ? (
                    <CheckCircleFilled style={{ color: palette.good }} />
                  ) : (
                    <DownloadOutlined />
                  )
                }
                data-testid={`download-${person.kind}`}
                onClick={() => {
                  offerFile(person.fileName, fromBase64(person.pkcs12), 'application/x-pkcs12');
                  setTaken((before) => [...before, person.accountId]);
                }}
              >
                {taken.includes(person.accountId) ? t('setUp.downloaded') : t('setUp.downloadFile')}
              </Button>
              {person.totp && (
                <Flex vertical gap={8} align="center">
                  <span className="muted">{t('setUp.totpText')}</span>
                  <QRCode value={person.totp.uri} type="svg" size={148} errorLevel="M" />
                  <Typography.Text copyable={{ text: person.totp.secret }} className="mono">
                    {t('setUp.totpSecret')} {person.totp.secret}
                  </Typography.Text>
                </Flex>
              )}
            </Flex>
          </Card>
        ))}
      </div>
      <ImportGuide rootPageUrl={rootPageUrl} />
      <Flex justify="flex-end">
        <Button type="primary" size="large" onClick={finish}>
          {t('setUp.finish')}
        </Button>
      </Flex>
    </div>
  );
}
