import { Empty, Table, type TableProps, Tooltip, theme } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { Said, saidColumns } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { firstOf } from '../fields.ts';
import type { Column } from '../presets.ts';
import type { FoundEvent } from '../queries.ts';
import { useOwnEventTitle, useSourceTitle } from '../titles.ts';
import { addressOf, happeningOf, personOf } from '../words.ts';

type Props = {
  items: readonly FoundEvent[];
  columns: readonly Column[];
  open?: string | undefined;
  busy: boolean;
  empty: ReactNode;
  onOpen: (id: string) => void;
  /** Shown so many at a time; all of them when absent. */
  pageSize?: number;
};

const widths: Readonly<Record<Column, number>> = {
  person: 100,
  from: 120,
  to: 140,
  database: 90,
  rows: 60,
  host: 90,
  source: 120,
};

/** Records one below the other: when, what happened in words, who, from where, by which source. */
export function EventTable({ items, columns, open, busy, empty, onOpen, pageSize }: Props) {
  const { t } = useTranslation();
  const sourceTitle = useSourceTitle();
  const ownTitle = useOwnEventTitle();
  const cells: Readonly<Record<Column, (fields: FoundEvent['fields']) => string | undefined>> = {
    person: (fields) =>
      firstOf(fields, 'anmin.event.actor.kind') === 'system' ? t('auditSearch.system') : personOf(fields),
    from: (fields) =>
      addressOf(fields) ?? (columns.includes('host') ? undefined : firstOf(fields, 'host.name')),
    to: (fields) => {
      const address = firstOf(fields, 'destination.ip', 'destination.address', 'destination.domain');
      const port = firstOf(fields, 'destination.port');
      return address && port ? `${address}:${port}` : address;
    },
    database: (fields) => firstOf(fields, 'db.name'),
    rows: (fields) => firstOf(fields, 'db.rows'),
    host: (fields) => firstOf(fields, 'host.name'),
    source: (fields) => {
      const id = firstOf(fields, 'anmin.source');
      return id && sourceTitle(id);
    },
  };
  const shown: NonNullable<TableProps<FoundEvent>['columns']> = [
    {
      title: t('common.time'),
      key: 'time',
      width: 166,
      render: (_, { fields }) => <Moment at={firstOf(fields, '@timestamp')} />,
    },
    {
      title: t('auditSearch.what'),
      key: 'what',
      render: (_, { id, fields }) => <What {...{ id, fields, ownTitle, onOpen }} />,
    },
    ...columns.map((column) => ({
      title: t(`auditSearch.columns.${column}`),
      key: column,
      width: widths[column],
      // The least needed of many is left out where the window is narrow.
      ...(column === 'source' && columns.length > 3 ? { responsive: ['xl' as const] } : {}),
      ellipsis: true,
      render: (_: unknown, { fields }: FoundEvent) => {
        const text = cells[column](fields);
        return text === undefined ? (
          <span className="muted">—</span>
        ) : (
          <span className={column === 'from' || column === 'to' ? 'audit-number' : undefined} title={text}>
            {text}
          </span>
        );
      },
    })),
  ];
  return (
    <TableFrame
      minWidth={
        396 +
        columns.reduce(
          (sum, column) => sum + (column === 'source' && columns.length > 3 ? 0 : widths[column]),
          0,
        )
      }
    >
      <Table<FoundEvent>
        rowKey="id"
        size="small"
        tableLayout="fixed"
        pagination={
          pageSize === undefined
            ? false
            : { pageSize, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }
        }
        loading={busy && { delay: 300 }}
        dataSource={[...items]}
        columns={saidColumns(shown)}
        rowClassName={({ id }) => (id === open ? 'clickable-row ant-table-row-selected' : 'clickable-row')}
        onRow={({ id }) => ({ onClick: () => onOpen(id) })}
        locale={{
          emptyText: busy ? (
            ' '
          ) : (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} style={{ paddingBlock: 32 }} />
          ),
        }}
      />
    </TableFrame>
  );
}

function Moment({ at }: { at: string | undefined }) {
  if (at === undefined) return <span className="muted">—</span>;
  return (
    <time dateTime={at} className="nowrap audit-number">
      {formatTime(at, true)}
    </time>
  );
}

type WhatProps = Pick<FoundEvent, 'id' | 'fields'> &
  Pick<Props, 'onOpen'> & { ownTitle: ReturnType<typeof useOwnEventTitle> };

function What({ id, fields, ownTitle, onOpen }: WhatProps) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const { words, literal } = happeningOf(fields, ownTitle);
  const failed = firstOf(fields, 'event.outcome') === 'failure';
  return (
    <Said>
      <div className="audit-what">
        <button type="button" onClick={() => onOpen(id)} title={words}>
          {failed && (
            <Tooltip title={t('auditSearch.outcomes.failure')}>
              <span
                role="img"
                aria-label={t('auditSearch.outcomes.failure')}
                className="audit-dot"
                style={{ background: token.colorError }}
              />
            </Tooltip>
          )}
          {words}
        </button>
        {literal && (
          <code className="mono" title={literal}>
            {literal.slice(0, 400)}
          </code>
        )}
      </div>
    </Said>
  );
}
