import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Empty, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { formatBytes } from '../../../lib/format.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';

type Crl = Answer<'getRevocationStatus'>['crls'][number];

/** What is published about revoked certificates: lists and OCSP. */
export function Page() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const client = useQueryClient();
  const status = useQuery({
    queryKey: ['pki', 'revocation'],
    queryFn: () => unwrap(api.GET('/api/pki/revocation')),
    refetchInterval: 30_000,
  });
  const publish = useMutation({
    mutationFn: () => unwrap(api.POST('/api/pki/revocation/publish')),
    onSuccess: ({ crls }) => {
      message.success(t('revocation.published', { count: crls.length }));
      return client.invalidateQueries({ queryKey: ['pki', 'revocation'] });
    },
  });
  const overdue = status.data?.crls.filter((crl) => crl.overdue).length ?? 0;

  return (
    <>
      <PageHead
        title={t('revocation.title')}
        lead={t('revocation.lead')}
        actions={
          may('pki.revocation.publish') && (
            <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate()}>
              {t('revocation.publish')}
            </Button>
          )
        }
      />
      <div className="stack">
        <Problem error={status.error ?? publish.error} onRetry={() => void status.refetch()} />
        {overdue > 0 && (
          <Alert type="error" showIcon title={t('revocation.overdueText', { count: overdue })} />
        )}
        {status.data && (
          <Card title={t('revocation.ocsp')}>
            <Descriptions
              column={{ xs: 1, lg: 3 }}
              items={[
                {
                  label: t('revocation.url'),
                  children: (
                    <Typography.Text copyable className="mono">
                      {status.data.ocsp.url}
                    </Typography.Text>
                  ),
                },
                { label: t('revocation.warm'), children: status.data.ocsp.warm },
                { label: t('revocation.answered'), children: status.data.ocsp.answered },
                ...status.data.ocsp.responders.map((responder) => ({
                  key: responder.subject,
                  label: t('revocation.responder'),
                  span: 'filled' as const,
                  children: (
                    <span>
                      {responder.subject}（{t('certificates.notAfter')}{' '}
                      <Time at={responder.notAfter} dateOnly />）
                    </span>
                  ),
                })),
              ]}
            />
          </Card>
        )}
        <Card title={t('revocation.lists')} styles={{ body: { padding: 0 } }}>
          <TableFrame minWidth={1000}>
            <Table<Crl>
              rowKey={(row) => `${row.authorityId}/${row.kind}/${row.shard}`}
              loading={status.isPending}
              dataSource={status.data?.crls ?? []}
              pagination={false}
              locale={{
                emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('revocation.none')} />,
              }}
              columns={[
                {
                  title: t('revocation.authority'),
                  key: 'authority',
                  render: (_, row) => (
                    <>
                      {row.authoritySubject}
                      <div>
                        <Typography.Text copyable={{ text: row.url }} className="mono" type="secondary">
                          {row.url}
                        </Typography.Text>
                      </div>
                    </>
                  ),
                },
                {
                  title: t('revocation.kind'),
                  key: 'kind',
                  width: 120,
                  render: (_, row) => (
                    <>
                      {t(`revocation.kinds.${row.kind}`)}
                      {row.baseNumber !== null && (
                        <div className="muted">{t('revocation.base', { number: row.baseNumber })}</div>
                      )}
                    </>
                  ),
                },
                { title: t('revocation.number'), dataIndex: 'number', width: 90 },
                { title: t('revocation.entries'), dataIndex: 'entries', width: 90 },
                {
                  title: t('revocation.size'),
                  key: 'bytes',
                  width: 100,
                  render: (_, row) => formatBytes(row.bytes),
                },
                {
                  title: t('revocation.thisUpdate'),
                  key: 'this',
                  width: 150,
                  render: (_, row) => <Time at={row.thisUpdate} />,
                },
                {
                  title: t('revocation.nextUpdate'),
                  key: 'next',
                  width: 190,
                  render: (_, row) => (
                    <>
                      <Time at={row.nextUpdate} />{' '}
                      <Tag color={row.overdue ? 'error' : 'success'}>
                        {t(row.overdue ? 'revocation.overdue' : 'revocation.fresh')}
                      </Tag>
                    </>
                  ),
                },
              ]}
            />
          </TableFrame>
        </Card>
      </div>
    </>
  );
}
