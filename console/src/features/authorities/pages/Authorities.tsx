import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Empty, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { colonHex } from '../../../lib/bytes.ts';
import { offerFile, safeFileName } from '../../../lib/download.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Tags } from '../../../parts/Tags.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { type Profile, useProfiles } from '../../certificates/queries.ts';

type Authority = Item<'listAuthorities'>;

/** Who signs certificates here, and by which profiles. */
export function Page() {
  const { t } = useTranslation();
  const authorities = useQuery({
    queryKey: ['pki', 'authorities'],
    queryFn: () => unwrap(api.GET('/api/pki/authorities')),
  });
  const profiles = useProfiles();
  return (
    <>
      <PageHead title={t('authorities.title')} lead={t('authorities.lead')} />
      <div className="stack">
        <Problem error={authorities.error ?? profiles.error} onRetry={() => void authorities.refetch()} />
        {authorities.isPending && <Loading />}
        {authorities.data?.length === 0 && <Empty description={t('authorities.none')} />}
        <div className="grid">
          {authorities.data?.map((row) => (
            <div key={row.id} className="span-6">
              <AuthorityCard row={row} />
            </div>
          ))}
        </div>
        <Card title={t('authorities.profiles')} styles={{ body: { padding: 0 } }}>
          <ProfileTable profiles={profiles.data ?? []} loading={profiles.isPending} />
        </Card>
      </div>
    </>
  );
}

function AuthorityCard({ row }: { row: Authority }) {
  const { t } = useTranslation();
  return (
    <Card
      style={{ height: '100%' }}
      title={t(`authorities.kinds.${row.kind}`)}
      extra={
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() =>
            offerFile(
              safeFileName(`${row.kind}-${row.serial.slice(0, 12)}`, 'pem'),
              row.pem,
              'application/x-pem-file',
            )
          }
        >
          {t('common.download')}
        </Button>
      }
    >
      <Descriptions
        column={1}
        size="small"
        styles={{ label: { width: 150 } }}
        items={[
          { label: t('certificates.subject'), children: <strong>{row.subject}</strong> },
          {
            label: t('common.state'),
            children: (
              <Tag color={row.state === 'active' ? 'success' : 'default'}>
                {t(`authorities.states.${row.state}`)}
              </Tag>
            ),
          },
          {
            label: t('certificates.validity'),
            children: (
              <span>
                <Time at={row.notBefore} dateOnly /> — <Time at={row.notAfter} dateOnly />
              </span>
            ),
          },
          {
            label: t('certificates.key'),
            children: `${row.keyAlgorithm} · ${t(`authorities.keyStores.${row.keyStore}`)}`,
          },
          {
            label: t('authorities.issued'),
            children: t('authorities.counts', { issued: row.issued, revoked: row.revoked }),
          },
          { label: t('certificates.serial'), children: <span className="mono">{row.serial}</span> },
          {
            label: t('certificates.fingerprint'),
            children: <span className="mono">{colonHex(row.fingerprint)}</span>,
          },
        ]}
      />
      {row.kind === 'root' && (
        <Alert type="info" showIcon title={t('authorities.rootHint')} style={{ marginTop: 8 }} />
      )}
    </Card>
  );
}

function ProfileTable({ profiles, loading }: { profiles: readonly Profile[]; loading: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <TableFrame minWidth={960}>
      <Table<Profile>
        rowKey="id"
        loading={loading}
        dataSource={[...profiles]}
        pagination={false}
        columns={[
          {
            title: t('certificates.profile'),
            key: 'title',
            render: (_, row) => (
              <>
                {words(row.title)}
                <div className="muted mono">{row.id}</div>
              </>
            ),
          },
          {
            title: t('authorities.for'),
            key: 'kind',
            width: 110,
            render: (_, row) => t(`requests.holderKinds.${row.holderKind}`),
          },
          {
            title: t('authorities.term'),
            key: 'days',
            width: 180,
            render: (_, row) => t('authorities.termOf', { days: row.defaultDays, max: row.maxDays }),
          },
          {
            title: t('requests.approval'),
            key: 'steps',
            width: 170,
            render: (_, row) => row.steps.map((key) => t(`requests.steps.${key}`)).join(' → ') || '—',
          },
          {
            title: t('certificates.key'),
            key: 'keys',
            width: 220,
            render: (_, row) => <Tags values={row.keyAlgorithms} />,
          },
          {
            title: t('requests.extendedKeyUsage'),
            key: 'eku',
            width: 200,
            render: (_, row) => <Tags values={row.extendedKeyUsage} />,
          },
        ]}
      />
    </TableFrame>
  );
}
