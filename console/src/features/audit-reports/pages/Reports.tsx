import { DownloadOutlined, EyeOutlined } from '@ant-design/icons';
import { App, Button, Card, Drawer, Flex, Progress, Select, Space, type TableProps, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { ApiError } from '../../../api/error.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatBytes } from '../../../lib/format.ts';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { monthName, monthsUntil } from '../months.ts';
import {
  makeReport,
  pageAddress,
  pdfAddress,
  type Report,
  savedPageAddress,
  useReports,
} from '../queries.ts';

/** As far back as a report may be asked for: two years of records. */
const offeredMonths = 24;

/** Monthly reports: those that were made, and a way to make one. */
export function Page() {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = useListState(['open']);
  const reports = useReports(list.page, list.pageSize);
  const opened = list.filters.open;
  const shown = reports.data?.items.find(({ id }) => id === opened);
  const columns: TableProps<Report>['columns'] = [
    {
      title: t('auditReports.month'),
      key: 'month',
      width: 124,
      render: (_, row) => monthName(row.month, language),
    },
    {
      title: t('common.state'),
      key: 'state',
      render: (_, row) => <State row={row} />,
    },
    {
      title: t('auditReports.finishedAt'),
      key: 'at',
      width: 160,
      render: (_, row) => (
        <>
          <Time at={row.finishedAt} />
          <div className="muted" style={{ fontSize: 12 }}>
            {row.automatic ? t('auditReports.automatic') : row.createdBy}
          </div>
        </>
      ),
    },
    {
      title: t('auditReports.files'),
      key: 'files',
      width: 330,
      render: (_, row) =>
        row.state === 'done' && (
          <Space size={4} wrap>
            <Button
              size="small"
              icon={<EyeOutlined />}
              onClick={() => list.change({ open: row.id, page: list.page })}
            >
              {t('auditReports.read')}
            </Button>
            <Button size="small" icon={<DownloadOutlined />} href={pdfAddress(row.id)} download>
              {t('auditReports.pdf', { size: formatBytes(row.pdf?.bytes ?? 0) })}
            </Button>
            <Button size="small" icon={<DownloadOutlined />} href={savedPageAddress(row.id)} download>
              {t('auditReports.html')}
            </Button>
          </Space>
        ),
    },
  ];

  return (
    <>
      <PageHead title={t('auditReports.title')} lead={t('auditReports.lead')} actions={<Make />} />
      <Card styles={{ body: { padding: 0 } }}>
        <ListTable
          rowKey="id"
          columns={columns}
          query={reports}
          page={list.page}
          pageSize={list.pageSize}
          onPage={list.change}
          empty={t('auditReports.none')}
          minWidth={740}
        />
      </Card>
      <Drawer
        open={opened !== undefined}
        onClose={() => list.change({ open: undefined, page: list.page })}
        size={960}
        title={
          shown ? t('auditReports.of', { month: monthName(shown.month, language) }) : t('auditReports.title')
        }
        extra={
          opened && (
            <Flex gap={8}>
              <Button href={pageAddress(opened)} target="_blank" rel="noreferrer">
                {t('auditReports.newTab')}
              </Button>
              <Button type="primary" icon={<DownloadOutlined />} href={pdfAddress(opened)} download>
                PDF
              </Button>
            </Flex>
          )
        }
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        {opened && (
          // Nothing may run in it: a report repeats what others wrote.
          <iframe
            title={t('auditReports.title')}
            src={pageAddress(opened)}
            sandbox=""
            style={{ border: 0, width: '100%', height: '100%', display: 'block' }}
          />
        )}
      </Drawer>
    </>
  );
}

function State({ row }: { row: Report }) {
  const { t } = useTranslation();
  if (row.state === 'waiting') return <Tag>{t('auditReports.states.waiting')}</Tag>;
  if (row.state === 'running')
    return <Progress percent={row.progress} size="small" status="active" style={{ maxWidth: 220 }} />;
  if (row.state === 'done') return <Tag color="success">{t('auditReports.states.done')}</Tag>;
  return (
    <>
      <Tag color="error">{t('auditReports.states.failed')}</Tag>
      <span className="muted">{row.error}</span>
    </>
  );
}

function Make() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const language = useLanguage();
  const make = useAuditChange(makeReport);
  const months = monthsUntil(new Date(), offeredMonths);
  const [month, setMonth] = useState(months[1]!);
  return (
    <Flex gap={8}>
      <Select
        value={month}
        onChange={setMonth}
        aria-label={t('auditReports.month')}
        options={months.map((value) => ({ value, label: monthName(value, language) }))}
        style={{ width: 160 }}
      />
      <Button
        type="primary"
        loading={make.isPending}
        onClick={() =>
          make.mutate(month, {
            onSuccess: () => void message.success(t('auditReports.asked')),
            onError: (error) =>
              void message.error(error instanceof ApiError ? error.message : t('common.failed')),
          })
        }
      >
        {t('auditReports.make')}
      </Button>
    </Flex>
  );
}
