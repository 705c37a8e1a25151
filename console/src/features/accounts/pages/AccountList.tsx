import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select, type TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMay } from '../../../shell/session.ts';
import { AccountStateTag } from '../parts/AccountStateTag.tsx';
import { NewAccount } from '../parts/NewAccount.tsx';
import { PasswordResets } from '../parts/PasswordResets.tsx';
import { RoleTags } from '../parts/RoleTags.tsx';
import { type Account, useAccounts, useRoles } from '../queries.ts';

const states = ['active', 'disabled', 'locked'] as const;

/** Who may sign in. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const list = useListState(['q', 'state', 'role']);
  const { q, state, role } = list.filters;
  const accounts = useAccounts({
    page: list.page,
    pageSize: list.pageSize,
    ...(q ? { q } : {}),
    ...(role ? { role } : {}),
    ...(states.includes(state as Account['state']) ? { state: state as Account['state'] } : {}),
  });
  const roles = useRoles();

  const columns: TableProps<Account>['columns'] = [
    {
      title: t('accounts.displayName'),
      key: 'name',
      render: (_, row) => (
        <>
          <Link to={`/system/accounts/${row.id}`}>{row.displayName}</Link>
          <div className="muted">{row.loginName}</div>
        </>
      ),
    },
    {
      title: t('accounts.roles'),
      key: 'roles',
      width: 300,
      render: (_, row) => <RoleTags names={row.roles} />,
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 100,
      render: (_, row) => <AccountStateTag state={row.state} />,
    },
    {
      title: t('accounts.signInBy'),
      key: 'methods',
      width: 200,
      render: (_, row) =>
        [
          row.certificateFingerprints.length > 0 || row.holderId !== null ? t('accounts.certificate') : '',
          row.hasPassword ? t(row.hasTotp ? 'accounts.passwordAndTotp' : 'accounts.password') : '',
        ]
          .filter((text) => text !== '')
          .join(t('accounts.and')) || '—',
    },
    {
      title: t('accounts.lastSignIn'),
      key: 'last',
      width: 160,
      render: (_, row) => <Time at={row.lastSignInAt} />,
    },
  ];

  return (
    <>
      <PageHead
        title={t('accounts.title')}
        lead={t('accounts.lead')}
        actions={
          may('access.accounts.create') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('accounts.create')}
            </Button>
          )
        }
      />
      <PasswordResets />
      <div className="filters">
        <Input.Search
          allowClear
          defaultValue={q}
          placeholder={t('accounts.searchHint')}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 280 }}
        />
        <Select
          allowClear
          value={state}
          placeholder={t('common.state')}
          onChange={(value) => list.change({ state: value })}
          options={states.map((value) => ({ value, label: t(`accounts.states.${value}`) }))}
          style={{ width: 140 }}
        />
        <Select
          allowClear
          value={role}
          placeholder={t('accounts.roles')}
          onChange={(value) => list.change({ role: value })}
          options={(roles.data ?? []).map((row) => ({ value: row.name, label: words(row) }))}
          style={{ width: 200 }}
        />
      </div>
      <ListTable
        rowKey="id"
        columns={columns}
        query={accounts}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('accounts.empty')}
        filtered={Object.keys(list.filters).length > 0}
        onRow={(row) => navigate(`/system/accounts/${row.id}`)}
        minWidth={860}
      />
      <NewAccount open={creating} onClose={() => setCreating(false)} />
    </>
  );
}
