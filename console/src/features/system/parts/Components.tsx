import { Card, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { useWords } from '../../../parts/Words.tsx';

type Component = Answer<'getSystemHealth'>['components'][number];

/** Programs that the system can use: found or not, and what is off without them. */
export function Components({ rows }: { rows: readonly Component[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Card title={t('system.components')} styles={{ body: { padding: 0 } }}>
      <TableFrame minWidth={860}>
        <Table<Component>
          rowKey="name"
          dataSource={[...rows]}
          pagination={false}
          columns={[
            {
              title: t('system.component'),
              key: 'name',
              width: 170,
              render: (_, { name }) =>
                t(`system.componentNames.${name as 'console'}`, { defaultValue: name }),
            },
            {
              title: t('common.state'),
              key: 'state',
              width: 110,
              render: (_, row) => (
                <Tag
                  color={
                    row.found ? (row.warning ? 'warning' : 'success') : row.required ? 'error' : 'default'
                  }
                >
                  {t(row.found ? 'system.found' : 'system.missing')}
                </Tag>
              ),
            },
            {
              title: t('system.version'),
              key: 'version',
              width: 150,
              render: (_, row) => row.version ?? '—',
            },
            {
              title: t('system.without'),
              key: 'without',
              render: (_, row) => (row.found ? (row.warning ? words(row.warning) : '—') : words(row.without)),
            },
            {
              title: t('system.install'),
              key: 'install',
              width: 300,
              render: (_, row) =>
                row.found || row.install === null ? (
                  '—'
                ) : (
                  <Typography.Text copyable className="mono">
                    {row.install}
                  </Typography.Text>
                ),
            },
          ]}
        />
      </TableFrame>
    </Card>
  );
}
