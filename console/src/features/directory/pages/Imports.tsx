import { App, Button, Card, type TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { ImportForm } from '../parts/ImportForm.tsx';
import { ReportView } from '../parts/ReportView.tsx';
import { fetchImport, type Import, type ImportReport, useImports } from '../queries.ts';

/** Imports from CSV: a new one, and what became of each line of the earlier ones. */
export function Page() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const list = useListState([]);
  const imports = useImports({ page: list.page, pageSize: list.pageSize });
  const [report, setReport] = useState<ImportReport>();

  const open = async (row: Import) => {
    if (row.id === null) return;
    try {
      setReport(await fetchImport(row.id));
      document.getElementById('content')?.scrollTo({ top: 0, behavior: 'smooth' });
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const columns: TableProps<Import>['columns'] = [
    { title: t('directory.import.file'), key: 'file', render: (_, row) => row.fileName },
    {
      title: t('directory.import.kind'),
      key: 'kind',
      width: 110,
      render: (_, row) => t(`directory.import.kinds.${row.kind}`),
    },
    {
      title: t('directory.import.counts'),
      key: 'counts',
      width: 320,
      render: (_, row) =>
        t('directory.import.summary', {
          created: row.created,
          updated: row.updated,
          unchanged: row.unchanged,
          refused: row.refused,
        }),
    },
    { title: t('directory.import.by'), key: 'by', width: 120, render: (_, row) => row.createdBy },
    { title: t('common.time'), key: 'at', width: 160, render: (_, row) => <Time at={row.createdAt} /> },
    {
      key: 'open',
      width: 90,
      render: (_, row) => (
        <Button type="link" size="small" onClick={() => void open(row)}>
          {t('directory.import.report')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageHead title={t('directory.import.title')} lead={t('directory.import.lead')} />
      <div className="stack">
        <ImportForm onReport={setReport} />
        {report && (
          <ReportView
            key={`${report.import.fileName} ${report.import.createdAt}`}
            report={report}
            onClose={() => setReport(undefined)}
          />
        )}
        <Card title={t('directory.import.past')}>
          <ListTable
            rowKey="id"
            columns={columns}
            query={imports}
            page={list.page}
            pageSize={list.pageSize}
            onPage={list.change}
            empty={t('directory.import.none')}
            minWidth={820}
          />
        </Card>
      </div>
    </>
  );
}
