import { Card, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import type { Follower } from '../queries.ts';

/** What is made from the evidence, and how far behind it is. */
export function Followers({ rows, size }: { rows: readonly Follower[]; size: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Card title={t('auditEvidence.followers')} styles={{ body: { padding: 0 } }}>
      <TableFrame minWidth={420}>
        <Table<Follower>
          rowKey="name"
          dataSource={[...rows]}
          pagination={false}
          columns={[
            {
              title: t('auditEvidence.follower'),
              key: 'name',
              render: (_, row) =>
                t(`auditEvidence.followerNames.${row.name}` as never, { defaultValue: row.name }),
            },
            {
              title: t('auditEvidence.processed'),
              key: 'position',
              align: 'end',
              width: 110,
              render: (_, row) => formatCount(Math.min(row.position, size), language),
            },
            {
              title: t('auditEvidence.lag'),
              key: 'lag',
              align: 'end',
              width: 100,
              render: (_, row) => formatCount(row.lag, language),
            },
            {
              title: t('common.state'),
              key: 'state',
              width: 150,
              render: (_, row) =>
                row.failures > 0 ? (
                  <>
                    <Tag color="error">{t('auditEvidence.failing', { count: row.failures })}</Tag>
                    <div style={{ fontSize: 12 }}>{row.lastError}</div>
                  </>
                ) : (
                  <Tag color={row.lag === 0 ? 'success' : 'processing'}>
                    {t(row.lag === 0 ? 'auditEvidence.upToDate' : 'auditEvidence.catchingUp')}
                  </Tag>
                ),
            },
          ]}
        />
      </TableFrame>
    </Card>
  );
}
