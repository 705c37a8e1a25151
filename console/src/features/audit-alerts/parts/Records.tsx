import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { useMay } from '../../../shell/session.ts';
import { firstOf } from '../../audit-search/fields.ts';
import { EventTable } from '../../audit-search/parts/EventTable.tsx';
import { Histogram } from '../../audit-search/parts/Histogram.tsx';
import { searchLink } from '../../audit-search/pivots.ts';
import { bucketsOf } from '../buckets.ts';
import type { AlertDetail } from '../queries.ts';
import { useRecords } from '../records.ts';
import { commonQuery, spanOfAlert } from '../subject.ts';

const shownIds = 30;
const stretches = 40;

/** The records that made the alert; each leads to its own page. */
export function Records({ detail }: { detail: AlertDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayRead = useMay()('audit.events.read');
  const records = useRecords(
    ['alert', detail.alert.id, detail.eventIds.length, detail.eventIds[0]],
    detail.eventIds,
  );
  const { alert, eventIds } = detail;
  const found = new Set(records.data?.map(({ id }) => id));
  const times = (records.data ?? []).map(({ fields }) => Date.parse(firstOf(fields, '@timestamp') ?? ''));
  const buckets = bucketsOf(times, stretches);
  const others = records.data === undefined ? [] : eventIds.filter((id) => !found.has(id));
  return (
    <Card
      title={t('auditAlerts.records', { count: eventIds.length })}
      extra={
        mayRead && (
          <Link to={searchLink(commonQuery(alert), spanOfAlert(alert))}>{t('auditAlerts.asSearch')}</Link>
        )
      }
      styles={{ body: { padding: mayRead ? '4px 12px 12px' : undefined } }}
    >
      {!mayRead && <span className="muted">{t('auditAlerts.recordsForbidden')}</span>}
      {records.error && <Problem error={records.error} onRetry={() => void records.refetch()} />}
      {mayRead && records.isPending && !records.error && <Loading />}
      {records.data && records.data.length > 0 && (
        <>
          {buckets.length > 0 && (
            <div style={{ padding: '8px 8px 4px' }}>
              <Histogram
                buckets={buckets}
                end={new Date(Math.max(...times) + 1000).toISOString()}
                onSpan={(span) => navigate(searchLink(commonQuery(alert), span))}
              />
            </div>
          )}
          <EventTable
            items={records.data}
            columns={['person', 'from', 'source']}
            busy={false}
            empty=""
            onOpen={(id) => navigate(`/audit/events/${id}`)}
            pageSize={20}
          />
        </>
      )}
      {others.length > 0 && (
        <div style={{ padding: '12px 8px 4px' }}>
          <div className="muted" style={{ marginBottom: 6 }}>
            {t('auditAlerts.otherRecords', { count: others.length })}
          </div>
          <Flex wrap gap={12}>
            {others.slice(0, shownIds).map((id) => (
              <Link key={id} to={`/audit/events/${id}`} className="mono">
                {id}
              </Link>
            ))}
          </Flex>
        </div>
      )}
    </Card>
  );
}
