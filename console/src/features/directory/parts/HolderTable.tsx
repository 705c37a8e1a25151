import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Select, type TableProps, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { useMay } from '../../../shell/session.ts';
import { type Holder, type HolderKind, useHolders } from '../queries.ts';
import { HolderForm } from './HolderForm.tsx';

type Props = { kind: HolderKind; organisationId?: string; compact?: boolean };

/** People, servers or devices, of one organisation and below or of all. */
export function HolderTable({ kind, organisationId, compact = false }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState(['q', 'state']);
  const [editing, setEditing] = useState<Holder | 'new'>();
  const { q } = list.filters;
  const state = (['active', 'left'] as const).find((known) => known === list.filters.state);
  const holders = useHolders({
    kind,
    page: list.page,
    pageSize: list.pageSize,
    ...(organisationId ? { organisationId } : {}),
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
  });

  const names: TableProps<Holder>['columns'] =
    kind === 'person'
      ? [{ title: t('directory.title'), key: 'title', width: 110, render: (_, row) => row.title ?? '—' }]
      : [
          {
            title: t('directory.names'),
            key: 'names',
            render: (_, row) => {
              const all = [...row.dnsNames, ...row.ipAddresses];
              return all.length === 0 ? (
                '—'
              ) : (
                <span className="mono">
                  {all.slice(0, 3).join(', ')}
                  {all.length > 3 && ` +${all.length - 3}`}
                </span>
              );
            },
          },
        ];
  const actions: NonNullable<TableProps<Holder>['columns']>[number] = {
    title: t('common.actions'),
    key: 'actions',
    width: 150,
    render: (_, row) => (
      <Flex gap={4}>
        {may('pki.directory.write') && (
          <Button type="link" size="small" onClick={() => setEditing(row)}>
            {t('common.edit')}
          </Button>
        )}
        {may('pki.requests.create') && row.state === 'active' && (
          <Link to={`/requests/new?holderId=${row.id}`}>
            <Button type="link" size="small">
              {t('directory.request')}
            </Button>
          </Link>
        )}
      </Flex>
    ),
  };
  const columns: TableProps<Holder>['columns'] = [
    {
      title: t(`directory.nameOf.${kind}`),
      key: 'name',
      render: (_, row) => (
        <>
          {row.name} {row.state === 'left' && <Tag>{t('directory.states.left')}</Tag>}
          <div className="muted">{row.number}</div>
        </>
      ),
    },
    {
      title: t('directory.organisation'),
      key: 'organisation',
      render: (_, row) => (
        <span title={row.organisationPath.join(' / ')}>
          {row.organisationPath.slice(compact ? -1 : -2).join(' / ')}
        </span>
      ),
    },
    ...names,
    {
      title: t('directory.certificates'),
      key: 'certificates',
      width: 84,
      render: (_, row) =>
        row.certificateCount === 0 ? (
          0
        ) : (
          <Link to={`/certificates/list?holderId=${row.id}`}>{row.certificateCount}</Link>
        ),
    },
    ...(may('pki.directory.write') || may('pki.requests.create') ? [actions] : []),
  ];

  return (
    <>
      <div className="filters">
        <Input.Search
          allowClear
          defaultValue={q}
          placeholder={t(`directory.searchHint.${kind}`)}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 260 }}
        />
        <Select
          allowClear
          value={state}
          placeholder={t('common.state')}
          onChange={(value) => list.change({ state: value })}
          options={(['active', 'left'] as const).map((value) => ({
            value,
            label: t(`directory.states.${value}`),
          }))}
          style={{ width: 120 }}
        />
        <div style={{ flex: 1 }} />
        {may('pki.directory.write') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t(`directory.newOf.${kind}`)}
          </Button>
        )}
      </div>
      <ListTable
        rowKey="id"
        columns={columns}
        query={holders}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t(`directory.emptyOf.${kind}`)}
        filtered={q !== undefined || state !== undefined}
        minWidth={compact ? 600 : 860}
      />
      {editing && (
        <HolderForm
          kind={kind}
          holder={editing === 'new' ? undefined : editing}
          organisationId={organisationId}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
