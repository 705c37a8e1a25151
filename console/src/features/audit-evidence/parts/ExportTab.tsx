import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Flex, type TableProps, Tag, Typography } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatBytes, formatCount } from '../../../lib/format.ts';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { Time } from '../../../parts/Time.tsx';
import { readRange, spanOf } from '../../audit-search/view.ts';
import { useMayExport } from '../may-export.ts';
import { cancelExport, type Export, underWay, useExports } from '../queries.ts';
import { HowToVerify } from './HowToVerify.tsx';
import { NewExport } from './NewExport.tsx';

const colors = {
  waiting: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
  cancelled: 'default',
} as const;

/** Evidence files that were asked for; `?export=1&q=…&range=…` asks for one of a search. */
export function ExportTab() {
  const { t } = useTranslation();
  const list = useListState([]);
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const exports = useExports({ page: list.page, pageSize: list.pageSize });
  const cancel = useAuditChange(cancelExport);
  const mayExport = useMayExport();
  const language = useLanguage();
  const asking = params.get('export') === '1';
  const [q, range] = [params.get('q'), params.get('range')];
  const draft = useMemo(
    () =>
      q === null && range === null ? undefined : { query: q ?? '', ...spanOf(readRange(range), Date.now()) },
    [q, range],
  );
  const show = (open: boolean) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (open) next.set('export', '1');
      else for (const name of ['export', 'q', 'range']) next.delete(name);
      return next;
    });

  const columns: TableProps<Export>['columns'] = [
    {
      title: t('auditEvidence.export'),
      key: 'title',
      render: (_, row) => (
        <>
          {row.title}
          <div className="mono muted" style={{ fontSize: 12 }}>
            {row.query === '' ? t('auditEvidence.allRecords') : row.query}
          </div>
          <div className="muted" style={{ fontSize: 12 }}>
            <Time at={row.from} /> – <Time at={row.to} />
          </div>
        </>
      ),
    },
    {
      title: t('auditEvidence.asked'),
      key: 'asked',
      width: 156,
      render: (_, row) => (
        <>
          {row.createdBy}
          <div className="muted" style={{ fontSize: 12 }}>
            <Time at={row.createdAt} />
          </div>
          <div className="muted" style={{ fontSize: 12 }}>
            {row.reason}
          </div>
        </>
      ),
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 210,
      render: (_, row) => (
        <>
          <Tag color={colors[row.state]}>{t(`auditEvidence.exportStates.${row.state}`)}</Tag>{' '}
          {(row.records > 0 || row.state === 'done') && (
            <span className="muted">
              {t('auditSearch.records', { total: formatCount(row.records, language) })}
              {row.bytes > 0 && ` · ${formatBytes(row.bytes)}`}
            </span>
          )}
          {row.error !== null && <div>{row.error}</div>}
          {row.sha256 !== null && (
            <Typography.Text
              type="secondary"
              copyable={{ text: row.sha256 }}
              title={row.sha256}
              style={{ display: 'block', fontSize: 12 }}
            >
              SHA-256 {row.sha256.slice(0, 12)}…
            </Typography.Text>
          )}
        </>
      ),
    },
    {
      key: 'acts',
      width: 110,
      align: 'end',
      render: (_, row) =>
        row.state === 'done'
          ? mayExport && (
              <Button
                size="small"
                type="primary"
                icon={<DownloadOutlined />}
                href={`/api/audit/exports/${row.id}/file`}
                download
              >
                {t('common.download')}
              </Button>
            )
          : underWay(row) && (
              <Button
                size="small"
                onClick={() =>
                  cancel.mutate(row.id, { onError: (error) => void message.error(error.message) })
                }
              >
                {t('common.cancel')}
              </Button>
            ),
    },
  ];

  return (
    <div className="stack">
      {mayExport && (
        <Flex justify="end">
          <Button type="primary" icon={<PlusOutlined />} onClick={() => show(true)}>
            {t('auditEvidence.newExport')}
          </Button>
        </Flex>
      )}
      <ListTable
        rowKey="id"
        columns={columns}
        query={exports}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('auditEvidence.noExports')}
        minWidth={760}
      />
      <HowToVerify />
      <NewExport
        open={asking && mayExport}
        initial={draft}
        onClose={() => show(false)}
        onDone={() => show(false)}
      />
    </div>
  );
}
