import { Button, Result } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';

/** Stands in for a page that threw; the error is reported, never shown. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => {
    void import('@grafana/faro-web-sdk').then(({ faro }) => {
      if (error instanceof Error) faro.api?.pushError(error);
    });
  }, [error]);
  return (
    <Result
      status="error"
      title={t('common.crashTitle')}
      subTitle={t('common.crashText')}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t('common.reload')}
        </Button>
      }
    />
  );
}

/** An address without a page. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return <Result status="404" title={t('common.notFoundTitle')} subTitle={t('common.notFoundText')} />;
}
