import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Flex, Segmented, Table, type TableColumnType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { offerFile, safeFileName } from '../../../lib/download.ts';
import { saidColumns } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import type { ImportReport } from '../queries.ts';
import { reportCsv } from '../report-csv.ts';

type Line = ImportReport['lines'][number];
const colors = { created: 'success', updated: 'blue', unchanged: 'default', refused: 'error' } as const;
const outcomes = ['created', 'updated', 'unchanged', 'refused'] as const;

/** What became of each line of an import, and why. */
export function ReportView({ report, onClose }: { report: ImportReport; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const summary = report.import;
  const [shown, setShown] = useState<'all' | Line['outcome']>(summary.refused > 0 ? 'refused' : 'all');
  const words = Object.fromEntries(outcomes.map((key) => [key, t(`directory.import.outcomes.${key}`)]));
  const heads = [
    t('directory.import.line'),
    t('directory.import.outcome'),
    t('directory.import.field'),
    t('directory.import.why'),
    t('common.errorCode'),
    t('directory.import.raw'),
  ];
  const download = () =>
    offerFile(
      safeFileName(`${summary.fileName}-${t('directory.import.report')}`, 'csv'),
      reportCsv(report, heads, words, language),
      'text/csv;charset=utf-8',
    );

  return (
    <Card
      title={`${t('directory.import.report')} · ${summary.fileName}`}
      extra={
        <Flex gap={8}>
          <Button icon={<DownloadOutlined />} onClick={download}>
            {t('directory.import.downloadReport')}
          </Button>
          <Button type="text" onClick={onClose}>
            {t('common.close')}
          </Button>
        </Flex>
      }
    >
      <div className="stack">
        <Alert
          type={summary.refused > 0 ? 'warning' : summary.dryRun ? 'info' : 'success'}
          showIcon
          title={t(summary.dryRun ? 'directory.import.wouldBe' : 'directory.import.was', {
            encoding: summary.encoding.toUpperCase(),
          })}
          description={t('directory.import.summary', {
            created: summary.created,
            updated: summary.updated,
            unchanged: summary.unchanged,
            refused: summary.refused,
          })}
        />
        <Segmented
          value={shown}
          onChange={setShown}
          style={{ alignSelf: 'flex-start' }}
          options={[
            { value: 'all' as const, label: t('common.all') },
            ...outcomes.map((value) => ({ value, label: `${words[value]} ${summary[value]}` })),
          ]}
        />
        <TableFrame minWidth={760}>
          <Table<Line>
            rowKey="line"
            size="small"
            dataSource={
              shown === 'all' ? report.lines : report.lines.filter(({ outcome }) => outcome === shown)
            }
            pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
            columns={saidColumns<TableColumnType<Line>>([
              { title: heads[0], dataIndex: 'line', width: 80 },
              {
                title: heads[1],
                key: 'outcome',
                width: 100,
                render: (_, row) => <Tag color={colors[row.outcome]}>{words[row.outcome]}</Tag>,
              },
              {
                title: heads[3],
                key: 'why',
                render: (_, row) =>
                  row.message === null ? '—' : `${row.field ? `${row.field}：` : ''}${row.message[language]}`,
              },
              { title: heads[5], key: 'raw', render: (_, row) => <span className="mono">{row.raw}</span> },
            ])}
          />
        </TableFrame>
      </div>
    </Card>
  );
}
