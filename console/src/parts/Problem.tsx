import { Alert, Button, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/error.ts';
import { Said } from './Said.tsx';

type Props = { error: unknown; onRetry?: () => void; style?: React.CSSProperties };

/** What went wrong, in the server's words, with its code small for whoever is called to help. */
export function Problem({ error, onRetry, style }: Props) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  const known = error instanceof ApiError;
  return (
    <Alert
      type="error"
      showIcon
      style={style}
      title={<Said>{known ? error.message : t('common.failed')}</Said>}
      description={
        known ? (
          <Typography.Text type="secondary" style={{ fontSize: 12 }} className="mono">
            {t('common.errorCode')} {error.code}
          </Typography.Text>
        ) : undefined
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    />
  );
}
