import type { TableProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ListTable } from '../../../parts/ListTable.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useRuleTitle } from '../../audit-rules/titles.ts';
import type { Alert, useAlerts } from '../queries.ts';
import { AlertStateTag } from './AlertStateTag.tsx';
import { LevelTag } from './LevelTag.tsx';

type Props = {
  query: ReturnType<typeof useAlerts>;
  page: number;
  pageSize: number;
  onPage: (change: { page: number; pageSize: number }) => void;
  empty: string;
  filtered: boolean;
};

/** Alerts one below the other: how grave, what, about whom, how often, when last. */
export function AlertTable(props: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const titleOf = useRuleTitle();
  const columns: TableProps<Alert>['columns'] = [
    {
      title: t('auditAlerts.level'),
      key: 'level',
      width: 84,
      render: (_, row) => <LevelTag level={row.level} />,
    },
    {
      title: t('auditAlerts.alert'),
      key: 'title',
      render: (_, row) => (
        <>
          <Link to={`/audit/alerts/${row.id}`}>{titleOf(row.ruleId, row.title)}</Link>
          <div className="muted" style={{ fontSize: 12 }}>
            {[row.user, row.address, row.host].filter(Boolean).join(' · ')}
          </div>
        </>
      ),
    },
    {
      title: t('auditAlerts.class'),
      key: 'class',
      width: 110,
      render: (_, row) => t(`auditSearch.classes.${row.class}` as never, { defaultValue: row.class }),
    },
    { title: t('auditAlerts.matches'), dataIndex: 'matches', width: 104, align: 'end' },
    {
      title: t('auditAlerts.lastAt'),
      key: 'last',
      width: 146,
      render: (_, row) => <Time at={row.lastAt} />,
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 110,
      render: (_, row) => <AlertStateTag alert={row} />,
    },
  ];
  return (
    <ListTable
      rowKey="id"
      columns={columns}
      onRow={(row) => navigate(`/audit/alerts/${row.id}`)}
      minWidth={760}
      {...props}
    />
  );
}
