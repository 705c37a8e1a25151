import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, unwrap } from '../../../api/client.ts';
import { daysUntil } from '../../../lib/format.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { palette } from '../../../theme.ts';

/** The system's health in four lines; green only for what was answered and in order. */
export function HealthCard() {
  const { t } = useTranslation();
  const health = useQuery({
    queryKey: ['system', 'health'],
    queryFn: () => unwrap(api.GET('/api/system/health')),
    refetchInterval: 30_000,
  });
  const { data } = health;
  const lines =
    data === undefined
      ? []
      : [
          { text: t('overview.jobs'), bad: data.jobs.filter(({ failures }) => failures > 0).length },
          {
            text: t('overview.subscribers'),
            bad: data.subscribers.filter(({ failedSince }) => failedSince !== null).length,
          },
          {
            text: t('overview.components'),
            bad: data.components.filter(({ required, found }) => required && !found).length,
          },
          {
            text: t('overview.serverCertificate'),
            bad: daysUntil(data.serverCertificate.notAfter) < 7 ? 1 : 0,
          },
        ];
  return (
    <Card
      title={t('system.title')}
      extra={<Link to="/system/health">{t('common.detail')}</Link>}
      style={{ height: '100%' }}
    >
      {health.error && <Problem error={health.error} />}
      {health.isPending && <Loading />}
      <Flex vertical gap={18}>
        {lines.map(({ text, bad }) => (
          <Flex key={text} gap={12} align="center">
            {bad === 0 ? (
              <CheckCircleFilled style={{ color: palette.good, fontSize: 18 }} />
            ) : (
              <ExclamationCircleFilled style={{ color: palette.bad, fontSize: 18 }} />
            )}
            <span style={{ flex: 1 }}>{text}</span>
            <span className="muted">{bad === 0 ? t('system.ok') : t('overview.faults', { count: bad })}</span>
          </Flex>
        ))}
      </Flex>
    </Card>
  );
}
