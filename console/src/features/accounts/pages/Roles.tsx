import { Alert, Button, Card, Flex, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMay } from '../../../shell/session.ts';
import { type RoleAct, RoleDialogs } from '../parts/RoleDialogs.tsx';
import { type Role, usePermissions, useRoles } from '../queries.ts';

/** What each role may do; the three administrators first. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const roles = useRoles();
  const permissions = usePermissions();
  const may = useMay();
  const [act, setAct] = useState<RoleAct>();
  const labels = new Map((permissions.data ?? []).map((row) => [row.name, words(row)]));
  const order = (role: Role) => (role.adminKind === null ? 1 : 0);

  return (
    <>
      <PageHead
        title={t('accounts.rolesTitle')}
        lead={t('accounts.rolesLead')}
        actions={
          may('access.roles.manage') && (
            <Button type="primary" onClick={() => setAct({ kind: 'create' })}>
              {t('accounts.roleActs.create')}
            </Button>
          )
        }
      />
      <div className="stack">
        <Alert type="info" showIcon title={t('setUp.principle')} description={t('accounts.exclusive')} />
        <Problem error={roles.error ?? permissions.error} onRetry={() => void roles.refetch()} />
        <Card styles={{ body: { padding: 0 } }}>
          <TableFrame minWidth={720}>
            <Table<Role>
              rowKey="name"
              loading={roles.isPending}
              dataSource={[...(roles.data ?? [])].sort((a, b) => order(a) - order(b))}
              pagination={false}
              columns={[
                {
                  title: t('accounts.role'),
                  key: 'name',
                  render: (_, row) => (
                    <>
                      <strong>{words(row)}</strong>{' '}
                      {row.adminKind !== null && <Tag color="gold">{t('accounts.threeAdministrators')}</Tag>}
                      <div className="muted mono">{row.name}</div>
                    </>
                  ),
                },
                {
                  title: t('accounts.kind'),
                  key: 'builtIn',
                  width: 120,
                  render: (_, row) => t(row.builtIn ? 'accounts.builtIn' : 'accounts.custom'),
                },
                {
                  title: t('accounts.holders'),
                  key: 'accounts',
                  width: 140,
                  render: (_, row) => (
                    <Link to={`/system/accounts?role=${encodeURIComponent(row.name)}`}>{row.accounts}</Link>
                  ),
                },
                {
                  title: t('accounts.permissionCount'),
                  key: 'count',
                  width: 120,
                  render: (_, row) => row.permissions.length,
                },
                {
                  key: 'actions',
                  width: 150,
                  render: (_, row) =>
                    may('access.roles.manage') &&
                    !row.builtIn && (
                      <Flex gap={4}>
                        <Button
                          type="link"
                          size="small"
                          onClick={() => setAct({ kind: 'update', role: row })}
                        >
                          {t('common.edit')}
                        </Button>
                        <Button
                          type="link"
                          size="small"
                          danger
                          onClick={() => setAct({ kind: 'delete', role: row })}
                        >
                          {t('common.remove')}
                        </Button>
                      </Flex>
                    ),
                },
              ]}
              expandable={{
                expandedRowRender: (row) => (
                  <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
                    {row.permissions.map((name) => (
                      <Tag key={name} title={name}>
                        {labels.get(name) ?? name}
                      </Tag>
                    ))}
                  </div>
                ),
              }}
            />
          </TableFrame>
        </Card>
      </div>
      {act && <RoleDialogs act={act} onClose={() => setAct(undefined)} />}
    </>
  );
}
