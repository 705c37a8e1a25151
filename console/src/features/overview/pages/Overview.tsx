import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Figure } from '../../../parts/Figure.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMay, useMe } from '../../../shell/session.ts';
import { ExpiryChart } from '../../certificates/parts/ExpiryChart.tsx';
import { useInventory } from '../../certificates/queries.ts';
import { RequestStateTag } from '../../requests/parts/RequestStateTag.tsx';
import { type RequestRow, useRequests } from '../../requests/queries.ts';
import { AuditCards } from '../parts/AuditCards.tsx';
import { HealthCard } from '../parts/HealthCard.tsx';

/** The first page: what waits for the reader, how the certificates stand, whether the system is well. */
export function Page() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const inventory = useInventory();
  const waiting = useRequests({ view: 'waiting', pageSize: 6, page: 1 });
  const mine = useRequests({ view: 'mine', pageSize: 6, page: 1 });
  const { data } = inventory;

  return (
    <>
      <PageHead title={t('overview.hello', { name: me.displayName })} lead={t('overview.lead')} />
      <div className="grid">
        {inventory.error && (
          <div className="span-12">
            <Problem error={inventory.error} onRetry={() => void inventory.refetch()} />
          </div>
        )}
        {data && (
          <>
            <div className="span-3">
              <Figure
                label={t('certificates.waitingForMe')}
                value={data.waitingForMe}
                to="/requests?view=waiting"
                tone="warn"
              />
            </div>
            <div className="span-3">
              <Figure
                label={t('certificates.states.valid')}
                value={data.valid}
                to="/certificates/list?owner=holder&state=valid"
                tone="good"
              />
            </div>
            <div className="span-3">
              <Figure
                label={t('certificates.states.expiring')}
                value={data.expiring}
                to="/certificates/list?owner=holder&state=expiring"
                tone="warn"
              />
            </div>
            <div className="span-3">
              <Figure
                label={t('overview.issued')}
                value={data.issuedLast30Days}
                to="/certificates/list?owner=holder&sort=issued"
              />
            </div>
          </>
        )}
        <AuditCards />
        <Card
          className="span-6"
          title={t('requests.views.waiting')}
          extra={<Link to="/requests?view=waiting">{t('common.all')}</Link>}
          styles={{ body: { paddingBlock: 4 } }}
        >
          <RequestRows query={waiting} empty={t('requests.empty.waiting')} />
        </Card>
        <Card
          className="span-6"
          title={t('requests.views.mine')}
          extra={<Link to="/requests/new">{t('requests.create')}</Link>}
          styles={{ body: { paddingBlock: 4 } }}
        >
          <RequestRows
            query={mine}
            empty={
              <>
                <p>{t('overview.noRequests')}</p>
                <Link to="/requests/new">
                  <Button>{t('requests.create')}</Button>
                </Link>
              </>
            }
          />
        </Card>
        {data && (
          <Card
            className={may('system.health.read') ? 'span-8' : 'span-12'}
            title={t('certificates.expiryTitle')}
          >
            <ExpiryChart inventory={data} height={260} />
          </Card>
        )}
        {may('system.health.read') && (
          <div className="span-4">
            <HealthCard />
          </div>
        )}
      </div>
    </>
  );
}

type RequestsQuery = { data?: { items: RequestRow[] }; error: unknown; isPending: boolean };

function RequestRows({ query, empty }: { query: RequestsQuery; empty: React.ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  if (query.error) return <Problem error={query.error} style={{ marginBlock: 12 }} />;
  if (query.isPending) return <Loading />;
  return (
    <Rows
      empty={empty}
      rows={(query.data?.items ?? []).map((row) => ({
        key: row.id,
        title: (
          <Link to={`/requests/${row.id}`}>
            {t(`requests.kinds.${row.kind}`)} · {row.holder.name}
          </Link>
        ),
        text: (
          <>
            {words(row.profileTitle)} · <Time at={row.requestedAt} />
          </>
        ),
        extra: <RequestStateTag request={row} />,
      }))}
    />
  );
}
