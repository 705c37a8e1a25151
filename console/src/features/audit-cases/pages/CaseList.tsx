import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, type TableProps, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useListState } from '../../../lib/list-state.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { CaseStateTag } from '../parts/CaseStateTag.tsx';
import { type Case, openCase, useCases } from '../queries.ts';

const views = ['open', 'closed', 'all'] as const;

/** What is being investigated, by whom, and how it ended. */
export function Page() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const list = useListState(['view']);
  const view = views.find((known) => known === list.filters.view) ?? 'open';
  const [opening, setOpening] = useState(false);
  const cases = useCases({
    page: list.page,
    pageSize: list.pageSize,
    ...(view === 'all' ? {} : { state: view }),
  });
  const create = useAuditChange(openCase);

  const columns: TableProps<Case>['columns'] = [
    {
      title: t('auditCases.number'),
      key: 'number',
      width: 132,
      render: (_, row) => <Link to={`/audit/cases/${row.id}`}>{row.number}</Link>,
    },
    { title: t('auditCases.caseTitle'), dataIndex: 'title' },
    { title: t('common.state'), key: 'state', width: 150, render: (_, row) => <CaseStateTag of={row} /> },
    {
      title: t('auditCases.assignee'),
      key: 'assignee',
      width: 96,
      render: (_, row) => row.assigneeName ?? '—',
    },
    {
      title: t('auditCases.openedAt'),
      key: 'at',
      width: 150,
      render: (_, row) => (
        <>
          <Time at={row.createdAt} />
          <div className="muted" style={{ fontSize: 12 }}>
            {row.createdBy}
          </div>
        </>
      ),
    },
  ];

  return (
    <>
      <PageHead
        title={t('auditCases.title')}
        lead={t('auditCases.lead')}
        actions={
          may('audit.cases.write') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
              {t('auditCases.create')}
            </Button>
          )
        }
      />
      <Tabs
        activeKey={view}
        onChange={(next) => list.change({ view: next })}
        items={views.map((key) => ({ key, label: t(`auditCases.views.${key}`) }))}
      />
      <ListTable
        rowKey="id"
        columns={columns}
        query={cases}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t(`auditCases.empty.${view}`)}
        onRow={(row) => navigate(`/audit/cases/${row.id}`)}
        minWidth={760}
      />
      <FormModal<{ title: string }>
        open={opening}
        title={t('auditCases.create')}
        confirmText={t('auditCases.create')}
        onClose={() => setOpening(false)}
        onConfirm={async ({ title }) => {
          const { id } = await create.mutateAsync({ title: title.trim(), alertIds: [] });
          navigate(`/audit/cases/${id}`);
        }}
      >
        <Form.Item
          name="title"
          label={t('auditCases.caseTitle')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input maxLength={200} placeholder={t('auditCases.titleHint')} />
        </Form.Item>
      </FormModal>
    </>
  );
}
