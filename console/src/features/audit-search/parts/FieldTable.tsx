import { Input, Table, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saidColumns } from '../../../parts/Said.tsx';
import { type Fields, type Leaf, leavesOf } from '../fields.ts';
import { useFieldTitle } from '../titles.ts';

/** All fields of a record, with titles for those that are common. */
export function FieldTable({ fields }: { fields: Fields }) {
  const { t } = useTranslation();
  const fieldTitle = useFieldTitle();
  const [wanted, setWanted] = useState('');
  const low = wanted.trim().toLowerCase();
  const rows = leavesOf(fields)
    .filter(({ path }) => path !== 'event.original')
    .map((leaf) => ({ ...leaf, title: fieldTitle(leaf.path) }))
    .filter(
      ({ path, title, values }) =>
        low === '' || [path, title, ...values].some((text) => text.toLowerCase().includes(low)),
    );
  return (
    <div className="stack">
      <Input
        allowClear
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
        placeholder={t('auditSearch.filterFields')}
        aria-label={t('auditSearch.filterFields')}
      />
      <Table
        rowKey="path"
        size="small"
        tableLayout="fixed"
        pagination={false}
        dataSource={rows}
        columns={saidColumns<TableColumnType<Leaf & { title: string }>>([
          {
            title: t('auditSearch.field'),
            key: 'path',
            width: 220,
            render: (_, { path, title }) => (
              <>
                {title !== path && <div>{title}</div>}
                <div className={title === path ? 'mono' : 'mono muted'}>{path}</div>
              </>
            ),
          },
          {
            title: t('auditSearch.value'),
            key: 'value',
            render: (_, { values }) => (
              <span className="mono" style={{ whiteSpace: 'pre-wrap' }}>
                {values.join('\n')}
              </span>
            ),
          },
        ])}
      />
    </div>
  );
}
