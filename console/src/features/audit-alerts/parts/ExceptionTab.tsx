import { Alert, App, Button, Popconfirm, type TableProps, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { useRuleTitle } from '../../audit-rules/titles.ts';
import { type Exception, endException, useExceptions } from '../queries.ts';

/** What holds alerts back, until when, and how much it held back. */
export function ExceptionTab() {
  const { t } = useTranslation();
  const list = useListState([]);
  const may = useMay();
  const titleOf = useRuleTitle();
  const { message } = App.useApp();
  const exceptions = useExceptions({ page: list.page, pageSize: list.pageSize });
  const end = useAuditChange(endException);

  const columns: TableProps<Exception>['columns'] = [
    {
      title: t('auditAlerts.scope'),
      key: 'scope',
      render: (_, row) => (
        <>
          {row.ruleId === null ? (
            t('auditAlerts.anyRule')
          ) : (
            <Link to={`/audit/rules/${encodeURIComponent(row.ruleId)}`}>
              {titleOf(row.ruleId, row.ruleId)}
            </Link>
          )}
          <div className="mono muted" style={{ fontSize: 12 }}>
            {row.query ?? t('auditAlerts.anyRecord')}
          </div>
        </>
      ),
    },
    {
      title: t('common.reason'),
      key: 'reason',
      render: (_, row) => (
        <>
          {row.reason}
          <div className="muted" style={{ fontSize: 12 }}>
            {row.createdBy} · <Time at={row.createdAt} />
          </div>
        </>
      ),
    },
    {
      title: t('auditAlerts.heldBack'),
      key: 'held',
      width: 110,
      align: 'end',
      render: (_, row) => row.heldBack,
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 190,
      render: (_, row) =>
        row.active ? (
          <>
            <Tag color="processing">{t('auditAlerts.exceptionStates.active')}</Tag>
            <div className="muted" style={{ fontSize: 12 }}>
              {t('auditAlerts.until')} <Time at={row.expiresAt} />
            </div>
          </>
        ) : (
          <>
            <Tag>{t('auditAlerts.exceptionStates.ended')}</Tag>
            <div className="muted" style={{ fontSize: 12 }}>
              <Time at={row.endedAt ?? row.expiresAt} /> {row.endedBy}
            </div>
          </>
        ),
    },
    {
      key: 'end',
      width: 110,
      align: 'end',
      render: (_, row) =>
        row.active &&
        may('audit.exceptions.write') && (
          <Popconfirm
            title={t('auditAlerts.endConsequence')}
            okText={t('auditAlerts.endNow')}
            cancelText={t('common.cancel')}
            onConfirm={() =>
              end
                .mutateAsync(row.id)
                .then(() => message.success(t('common.done')))
                .catch((error: Error) => message.error(error.message))
            }
          >
            <Button size="small">{t('auditAlerts.endNow')}</Button>
          </Popconfirm>
        ),
    },
  ];

  return (
    <div className="stack">
      <Alert type="info" showIcon title={t('auditAlerts.exceptionsLead')} />
      <ListTable
        rowKey="id"
        columns={columns}
        query={exceptions}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('auditAlerts.empty.exceptions')}
        minWidth={760}
      />
    </div>
  );
}
