import { Card, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Item } from '../../../api/types.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { usePolicy } from '../queries.ts';

type Rule = Item<'getAccessPolicy'>;

/** The rules for passwords, sessions and lockout as they are in force, next to graded-protection level 3. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const policy = usePolicy();
  const shownValue = ({ value, unit }: Rule) => {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
    if (typeof value === 'string') {
      return t(`accounts.values.${value}` as 'accounts.values.all', { defaultValue: value });
    }
    if (value === 0 && unit === 'days') return t('accounts.values.unlimited');
    return unit === null
      ? value
      : t(`accounts.units.${unit}` as 'accounts.units.days', { value, defaultValue: `${value} ${unit}` });
  };
  return (
    <>
      <PageHead title={t('accounts.policyTitle')} lead={t('accounts.policyLead')} />
      <Problem error={policy.error} onRetry={() => void policy.refetch()} />
      <Card styles={{ body: { padding: 0 } }}>
        <TableFrame minWidth={720}>
          <Table<Rule>
            rowKey="key"
            loading={policy.isPending}
            dataSource={policy.data ?? []}
            pagination={false}
            columns={[
              {
                title: t('accounts.rule'),
                key: 'rule',
                render: (_, row) => (
                  <>
                    {words(row)}
                    <div className="muted mono">{row.key}</div>
                  </>
                ),
              },
              { title: t('accounts.value'), key: 'value', width: 160, render: (_, row) => shownValue(row) },
              { title: t('accounts.reference'), key: 'ref', width: 260, render: (_, row) => row.reference },
              {
                title: t('accounts.level3'),
                key: 'meets',
                width: 120,
                render: (_, row) => (
                  <Tag color={row.meetsLevel3 ? 'success' : 'error'}>
                    {t(row.meetsLevel3 ? 'accounts.meets' : 'accounts.weaker')}
                  </Tag>
                ),
              },
            ]}
          />
        </TableFrame>
      </Card>
    </>
  );
}
