import { Alert, Empty, Table, type TableColumnType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Said, saidColumns } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';
import { firstOf, valuesAt } from '../../audit-search/fields.ts';
import { FieldTable } from '../../audit-search/parts/FieldTable.tsx';
import { useValueTitle } from '../../audit-search/titles.ts';
import { addressOf, personOf } from '../../audit-search/words.ts';
import { useFormatTitle } from '../formats.ts';
import type { TriedLine } from '../queries.ts';

type Row = TriedLine & { number: number };

/** Lines, the format that took each and what it found; those that nobody knew stand out. */
export function TriedLines({ lines, busy }: { lines: readonly TriedLine[]; busy: boolean }) {
  const { t } = useTranslation();
  const formatTitle = useFormatTitle();
  const valueTitle = useValueTitle();
  if (lines.length === 0) return <Empty description={t('auditSources.previewNone')} />;
  const unknown = lines.filter(({ parser }) => parser === null).length;
  const counts = { total: lines.length, unknown };
  const cell = (text: string | undefined) =>
    text === undefined || text === '' ? <span className="muted">—</span> : <span title={text}>{text}</span>;
  const actionOf = ({ fields }: Row) => {
    for (const path of ['event.action', 'db.operation']) {
      const value = firstOf(fields, path);
      if (value !== undefined) return valueTitle(path, value);
    }
    return undefined;
  };
  return (
    <div className="stack" data-testid="tried-lines">
      <Alert
        type={unknown === 0 ? 'success' : 'warning'}
        showIcon
        title={t(unknown === 0 ? 'auditSources.previewAll' : 'auditSources.previewSome', counts)}
        description={unknown === 0 ? undefined : t('auditSources.previewUnknownHelp')}
      />
      <TableFrame minWidth={1040}>
        <Table<Row>
          rowKey="number"
          size="small"
          tableLayout="fixed"
          loading={busy}
          pagination={false}
          dataSource={lines.map((line, number) => ({ ...line, number }))}
          expandable={{ expandedRowRender: (row) => <Whole row={row} /> }}
          columns={saidColumns<TableColumnType<Row>>([
            {
              title: t('auditSources.line'),
              key: 'line',
              ellipsis: true,
              render: (_, row) => (
                <span className="mono" title={row.original}>
                  {row.original}
                </span>
              ),
            },
            {
              title: t('auditSources.takenBy'),
              key: 'parser',
              width: 170,
              render: (_, { parser }) =>
                parser === null ? <Tag color="error">{t('auditSources.unknown')}</Tag> : formatTitle(parser),
            },
            {
              title: t('common.time'),
              key: 'time',
              width: 160,
              // Nobody read a time from a line that nobody knew.
              render: (_, { parser, fields }) =>
                parser === null ? cell(undefined) : <Time at={firstOf(fields, '@timestamp') ?? null} />,
            },
            {
              title: t('auditSources.person'),
              key: 'person',
              width: 100,
              ellipsis: true,
              render: (_, { fields }) => cell(personOf(fields)),
            },
            {
              title: t('auditSources.action'),
              key: 'action',
              width: 120,
              ellipsis: true,
              render: (_, row) => cell(actionOf(row)),
            },
            {
              title: t('auditSources.address'),
              key: 'address',
              width: 120,
              ellipsis: true,
              render: (_, { fields }) => cell(addressOf(fields)),
            },
            {
              title: t('auditSources.tables'),
              key: 'tables',
              width: 130,
              ellipsis: true,
              render: (_, { fields }) => cell(valuesAt(fields, 'db.tables').join(', ')),
            },
          ])}
        />
      </TableFrame>
      <span className="muted">{t('auditSources.previewTime')}</span>
    </div>
  );
}

function Whole({ row }: { row: Row }) {
  return (
    <div className="stack">
      <pre className="audit-code">
        <Said>{row.original}</Said>
      </pre>
      <FieldTable fields={row.fields} />
    </div>
  );
}
