import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Flex, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatDistance } from '../../../lib/format.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { ExpiryChart } from '../parts/ExpiryChart.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { useInventory } from '../queries.ts';

/** What was issued, what expires when, what waits for the reader. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const inventory = useInventory();
  const language = useLanguage();
  if (inventory.data === undefined) {
    return inventory.error ? (
      <Problem error={inventory.error} onRetry={() => void inventory.refetch()} />
    ) : (
      <Loading />
    );
  }
  const data = inventory.data;
  const byCount = data.byProfile.filter(({ valid }) => valid > 0).sort((a, b) => b.valid - a.valid);
  const most = Math.max(1, ...data.byProfile.map(({ valid }) => valid));
  const list = (state: string) => `/certificates/list?owner=holder&state=${state}`;

  return (
    <>
      <PageHead
        title={t('certificates.inventory')}
        lead={t('certificates.inventoryLead')}
        actions={
          <Link to="/requests/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('requests.create')}
            </Button>
          </Link>
        }
      />
      <div className="grid">
        <div className="span-3">
          <Figure
            label={t('certificates.waitingForMe')}
            value={data.waitingForMe}
            to="/requests?view=waiting"
            tone="warn"
            hint={t('certificates.myOpen', { count: data.myOpenRequests })}
          />
        </div>
        <div className="span-3">
          <Figure
            label={t('certificates.states.valid')}
            value={data.valid}
            to={list('valid')}
            tone="good"
            hint={t('certificates.issuedLately', { count: data.issuedLast30Days })}
          />
        </div>
        <div className="span-3">
          <Figure
            label={t('certificates.states.expiring')}
            value={data.expiring}
            to={list('expiring')}
            tone="warn"
            hint={t('certificates.expiringHint')}
          />
        </div>
        <div className="span-3">
          <Figure
            label={t('certificates.revokedOrSuspended')}
            value={data.revoked + data.suspended}
            to={list('revoked')}
            hint={t('certificates.suspendedOf', { count: data.suspended })}
          />
        </div>
        <Card className="span-8" title={t('certificates.expiryTitle')}>
          <ExpiryChart inventory={data} />
        </Card>
        <Card
          className="span-4"
          title={t('certificates.byProfile')}
          extra={
            data.system > 0 && (
              <Link to="/certificates/list?owner=system">
                {t('certificates.systemOwned', { count: data.system })}
              </Link>
            )
          }
          style={{ height: '100%' }}
        >
          {data.byProfile.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('certificates.none')} />
          ) : (
            <Flex vertical gap={14}>
              {byCount.map((row) => (
                <Link
                  key={row.profile}
                  to={`/certificates/list?owner=holder&profile=${encodeURIComponent(row.profile)}`}
                >
                  <Flex justify="space-between">
                    <span>{words(row.title)}</span>
                    <strong>{row.valid}</strong>
                  </Flex>
                  <Progress
                    percent={(row.valid / most) * 100}
                    showInfo={false}
                    size="small"
                    status="normal"
                  />
                </Link>
              ))}
            </Flex>
          )}
        </Card>
        <Card
          className="span-12"
          title={t('certificates.soonest')}
          extra={<Link to="/certificates/list?owner=holder&sort=expires">{t('common.all')}</Link>}
          styles={{ body: { paddingBlock: 4 } }}
        >
          <Rows
            empty={t('certificates.none')}
            rows={data.soonest.map((row) => ({
              key: row.id,
              title: <Link to={`/certificates/${row.id}`}>{row.commonName}</Link>,
              text: [words(row.profileTitle), row.organisationName].filter(Boolean).join(' · '),
              extra: (
                <>
                  <span className="nowrap">
                    {t('certificates.ends', { when: formatDistance(row.notAfter, language) })}
                  </span>
                  <StateTag state={row.state} />
                </>
              ),
            }))}
          />
        </Card>
      </div>
    </>
  );
}
