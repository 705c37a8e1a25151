import { Card, Empty, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { Time } from '../../../parts/Time.tsx';

type Subscriber = Answer<'getSystemHealth'>['subscribers'][number];

/** Who takes events, and how far behind they are. */
export function Subscribers({ rows }: { rows: readonly Subscriber[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('system.subscribers')} styles={{ body: { padding: 0 } }}>
      <Table<Subscriber>
        rowKey="name"
        dataSource={[...rows]}
        pagination={false}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('system.noSubscribers')} />,
        }}
        columns={[
          {
            title: t('system.subscriber'),
            key: 'name',
            render: (_, row) => <span className="mono">{row.name}</span>,
          },
          { title: t('system.lag'), dataIndex: 'lag', width: 120 },
          {
            title: t('common.state'),
            key: 'state',
            width: 320,
            render: (_, row) =>
              row.failedSince === null ? (
                <Tag color="success">{t('system.ok')}</Tag>
              ) : (
                <>
                  <Tag color="error">{t('system.failedTimes', { count: row.attempts })}</Tag>
                  <Time at={row.failedSince} /> {row.lastError}
                </>
              ),
          },
        ]}
      />
    </Card>
  );
}
