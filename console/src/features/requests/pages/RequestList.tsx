import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select, type TableProps, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMay } from '../../../shell/session.ts';
import { RequestStateTag } from '../parts/RequestStateTag.tsx';
import { type RequestRow, requestKinds, requestStates, useRequests } from '../queries.ts';

const views = ['waiting', 'mine', 'all'] as const;

/** Requests that wait for the reader, the reader's own, and all. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const may = useMay();
  const list = useListState(['view', 'kind', 'state', 'q']);
  const decides = ['enter', 'review', 'approve'].some((act) => may(`pki.requests.${act}`));
  const shown = views.filter(
    (view) => view === 'mine' || (view === 'waiting' ? decides : may('pki.requests.read')),
  );
  const view = shown.find((known) => known === list.filters.view) ?? shown[0] ?? 'mine';
  const kind = requestKinds.find((known) => known === list.filters.kind);
  const state = requestStates.find((known) => known === list.filters.state);
  const { q } = list.filters;
  const requests = useRequests({
    view,
    page: list.page,
    pageSize: list.pageSize,
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
    ...(q ? { q } : {}),
  });

  const columns: TableProps<RequestRow>['columns'] = [
    {
      title: t('requests.number'),
      key: 'number',
      width: 170,
      render: (_, row) => <Link to={`/requests/${row.id}`}>{row.number}</Link>,
    },
    {
      title: t('requests.what'),
      key: 'what',
      render: (_, row) => (
        <>
          {t(`requests.kinds.${row.kind}`)} · {words(row.profileTitle)}
        </>
      ),
    },
    {
      title: t('requests.holder'),
      key: 'holder',
      render: (_, row) => (
        <>
          {row.holder.name} <span className="muted">{row.holder.number}</span>
          <div className="muted" style={{ fontSize: 12 }}>
            {row.holder.organisationPath.slice(-2).join(' / ')}
          </div>
        </>
      ),
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 140,
      render: (_, row) => <RequestStateTag request={row} />,
    },
    { title: t('requests.requester'), key: 'requester', width: 120, render: (_, row) => row.requesterName },
    {
      title: t('requests.requestedAt'),
      key: 'at',
      width: 160,
      render: (_, row) => <Time at={row.requestedAt} />,
    },
  ];

  return (
    <>
      <PageHead
        title={t('requests.title')}
        lead={t('requests.lead')}
        actions={
          <Link to="/requests/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t('requests.create')}
            </Button>
          </Link>
        }
      />
      <Tabs
        activeKey={view}
        onChange={(next) => list.change({ view: next })}
        items={shown.map((key) => ({ key, label: t(`requests.views.${key}`) }))}
      />
      <div className="filters">
        <Input.Search
          allowClear
          defaultValue={q}
          placeholder={t('requests.searchHint')}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 280 }}
        />
        <Select
          allowClear
          value={kind}
          placeholder={t('requests.kind')}
          onChange={(value) => list.change({ kind: value })}
          options={requestKinds.map((value) => ({ value, label: t(`requests.kinds.${value}`) }))}
          style={{ width: 140 }}
        />
        {view !== 'waiting' && (
          <Select
            allowClear
            value={state}
            placeholder={t('common.state')}
            onChange={(value) => list.change({ state: value })}
            options={requestStates.map((value) => ({ value, label: t(`requests.states.${value}`) }))}
            style={{ width: 140 }}
          />
        )}
      </div>
      <ListTable
        rowKey="id"
        columns={columns}
        query={requests}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t(`requests.empty.${view}`)}
        filtered={q !== undefined || kind !== undefined || state !== undefined}
        onRow={(row) => navigate(`/requests/${row.id}`)}
        minWidth={940}
      />
    </>
  );
}
