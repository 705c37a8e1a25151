import { CheckCircleFilled, ExclamationCircleFilled, MinusCircleFilled } from '@ant-design/icons';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { useMay } from '../../../shell/session.ts';
import { palette } from '../../../theme.ts';
import { LevelTag } from '../../audit-alerts/parts/LevelTag.tsx';
import { levels, useAlertSummary } from '../../audit-alerts/queries.ts';
import { useSources } from '../../audit-sources/queries.ts';

/** Open alerts and how the collection does, for those who may see them. */
export function AuditCards() {
  const may = useMay();
  const alerts = may('audit.alerts.read');
  const sources = may('audit.sources.read');
  const width = alerts && sources ? 'span-6' : 'span-12';
  return (
    <>
      {alerts && <AlertsCard width={width} />}
      {sources && <SourcesCard width={width} />}
    </>
  );
}

function AlertsCard({ width }: { width: string }) {
  const { t } = useTranslation();
  const summary = useAlertSummary();
  const language = useLanguage();
  const counts = levels
    .map((level) => ({
      level,
      count: (summary.data ?? [])
        .filter((row) => row.level === level)
        .reduce((sum, { count }) => sum + count, 0),
    }))
    .filter(({ count }) => count > 0);
  return (
    <Card
      className={width}
      title={t('auditAlerts.overview')}
      extra={<Link to="/audit/alerts">{t('common.detail')}</Link>}
    >
      <Problem error={summary.error} />
      <Flex wrap gap={24}>
        {counts.map(({ level, count }) => (
          <Flex key={level} align="center" gap={8}>
            <LevelTag level={level} />
            <strong style={{ fontSize: 20 }}>{formatCount(count, language)}</strong>
          </Flex>
        ))}
        {summary.data !== undefined && counts.length === 0 && (
          <span className="muted">{t('auditAlerts.noneOpen')}</span>
        )}
      </Flex>
    </Card>
  );
}

function SourcesCard({ width }: { width: string }) {
  const { t } = useTranslation();
  const sources = useSources();
  const { data } = sources;
  const used = (data?.items ?? []).filter(({ health }) => health !== 'disabled');
  const bad = used.filter(({ health }) => health === 'silent' || health === 'failing');
  const well = used.filter(({ health }) => health === 'ok').length;
  const stalled = data?.listeners.stalled ?? null;
  return (
    <Card
      className={width}
      title={t('overview.collection')}
      extra={<Link to="/audit/sources">{t('common.detail')}</Link>}
    >
      <Problem error={sources.error} />
      {data !== undefined && (
        <Flex align="center" gap={12}>
          {stalled !== null || bad.length > 0 ? (
            <ExclamationCircleFilled style={{ color: palette.bad, fontSize: 18 }} />
          ) : well > 0 ? (
            <CheckCircleFilled style={{ color: palette.good, fontSize: 18 }} />
          ) : (
            <MinusCircleFilled className="muted" style={{ fontSize: 18 }} />
          )}
          <span>
            {stalled !== null
              ? stalled
              : bad.length > 0
                ? t('overview.sourcesBad', { names: bad.map(({ title }) => title).join('、') })
                : t('overview.sourcesWell', { well, all: used.length })}
          </span>
        </Flex>
      )}
    </Card>
  );
}
