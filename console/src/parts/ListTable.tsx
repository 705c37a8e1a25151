import { Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from './Problem.tsx';
import { saidColumns } from './Said.tsx';
import { TableFrame } from './TableFrame.tsx';

type PageOf<T> = { items: T[]; total: number; page: number; pageSize: number };

type Props<T> = {
  rowKey: keyof T & string;
  columns: TableProps<T>['columns'];
  query: {
    data?: PageOf<T>;
    isPending: boolean;
    isFetching: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  page: number;
  pageSize: number;
  onPage: (change: { page: number; pageSize: number }) => void;
  /** What to do when there is nothing at all. */
  empty: ReactNode;
  filtered?: boolean;
  onRow?: (row: T) => void;
  /** Pixels below which the list scrolls sideways. */
  minWidth: number;
};

/** A list that the server pages. */
export function ListTable<T extends object>(props: Props<T>) {
  const { rowKey, columns, query, page, pageSize, onPage, empty, filtered, onRow, minWidth } = props;
  const { t } = useTranslation();
  if (query.error !== null && query.data === undefined) {
    return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <TableFrame minWidth={minWidth}>
      <Table<T>
        rowKey={rowKey}
        columns={columns && saidColumns(columns)}
        dataSource={query.data?.items ?? []}
        loading={query.isPending && { delay: 200 }}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={filtered ? t('common.emptyFiltered') : empty}
              style={{ paddingBlock: 24 }}
            />
          ),
        }}
        rowClassName={onRow ? 'clickable-row' : undefined}
        onRow={
          onRow &&
          ((row) => ({
            onClick: (event) => {
              // Links and buttons inside a row keep their own meaning.
              if (!(event.target as HTMLElement).closest('a,button,input,label')) onRow(row);
            },
          }))
        }
        pagination={{
          current: page,
          pageSize,
          total: query.data?.total ?? 0,
          showSizeChanger: true,
          pageSizeOptions: [20, 50, 100, 200],
          hideOnSinglePage: false,
          showTotal: (total) => t('common.total', { total }),
          onChange: (nextPage, nextSize) =>
            onPage({ page: nextSize === pageSize ? nextPage : 1, pageSize: nextSize }),
        }}
      />
    </TableFrame>
  );
}
