import { Button, Card, Table, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';

type Job = Answer<'getSystemHealth'>['jobs'][number];
type Props = { rows: readonly Job[]; running: string | undefined; onRun?: (name: string) => void };

/** Periodic work: when it ran, what came of it, when it runs next. */
export function Jobs({ rows, running, onRun }: Props) {
  const { t } = useTranslation();
  return (
    <Card title={t('system.jobs')} styles={{ body: { padding: 0 } }}>
      <TableFrame minWidth={760}>
        <Table<Job>
          rowKey="name"
          dataSource={[...rows]}
          pagination={false}
          columns={[
            {
              title: t('system.job'),
              key: 'name',
              render: (_, row) => <span className="mono">{row.name}</span>,
            },
            {
              title: t('system.outcome'),
              key: 'outcome',
              width: 130,
              render: (_, row) => (
                <Tooltip title={row.lastError}>
                  <Tag
                    color={
                      row.running
                        ? 'processing'
                        : row.failures > 0
                          ? 'error'
                          : row.lastFinish
                            ? 'success'
                            : 'default'
                    }
                  >
                    {row.running
                      ? t('system.running')
                      : row.failures > 0
                        ? t('system.failedTimes', { count: row.failures })
                        : t(row.lastFinish ? 'system.ok' : 'system.notYet')}
                  </Tag>
                </Tooltip>
              ),
            },
            {
              title: t('system.lastRun'),
              key: 'last',
              width: 160,
              render: (_, row) => <Time at={row.lastFinish} />,
            },
            {
              title: t('system.nextRun'),
              key: 'next',
              width: 160,
              render: (_, row) => <Time at={row.nextDue} />,
            },
            {
              key: 'run',
              width: 110,
              render: (_, row) =>
                onRun && (
                  <Button
                    size="small"
                    loading={running === row.name}
                    disabled={row.running}
                    onClick={() => onRun(row.name)}
                  >
                    {t('system.runNow')}
                  </Button>
                ),
            },
          ]}
        />
      </TableFrame>
    </Card>
  );
}
