import { Alert, Card, Steps, Switch, Table, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatTime } from '../../../lib/format.ts';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';

type Report = Answer<'validateCertificate'>;
type Step = Report['steps'][number];
const colors = { passed: 'success', failed: 'error', 'not-applicable': 'default' } as const;

/** The verdict, the path that was built, and every step with its clause. */
export function ReportPanel({ report }: { report: Report }) {
  const { t } = useTranslation();
  const english = useLanguage() === 'en';
  const [all, setAll] = useState(false);
  const reasonOf = (step: Step) => (step.reason === null ? '' : english ? step.reason.en : step.reason.zh);
  const rows = report.steps
    .map((step, index) => ({ ...step, key: index }))
    .filter(({ outcome }) => all || outcome !== 'not-applicable');

  return (
    <div className="stack" data-testid="validation-report">
      <Alert
        type={report.valid ? 'success' : 'error'}
        showIcon
        title={t(report.valid ? 'validate.valid' : 'validate.invalid')}
        description={
          report.failure === null ? (
            t('validate.at', { time: formatTime(report.time) })
          ) : (
            <>
              <div>{reasonOf(report.failure)}</div>
              <Typography.Text type="secondary">
                {report.failure.name} · {report.failure.clause}
              </Typography.Text>
            </>
          )
        }
      />
      {report.path.length > 0 && (
        <Card title={t('validate.path')}>
          <Steps
            orientation="vertical"
            size="small"
            items={report.path.map((link) => ({
              status: 'finish' as const,
              title: link.subject,
              content: (
                <>
                  {t('validate.issuer')} {link.issuer} · {t('certificates.notAfter')}{' '}
                  <Time at={link.notAfter} dateOnly />
                </>
              ),
            }))}
          />
        </Card>
      )}
      <Card
        title={t('validate.steps')}
        extra={
          <span>
            {t('validate.showAll')}{' '}
            <Switch size="small" aria-label={t('validate.showAll')} checked={all} onChange={setAll} />
          </span>
        }
        styles={{ body: { padding: 0 } }}
      >
        <TableFrame minWidth={820}>
          <Table
            size="small"
            dataSource={rows}
            pagination={false}
            columns={[
              {
                title: t('validate.outcome'),
                key: 'outcome',
                width: 100,
                render: (_, row) => (
                  <Tag color={colors[row.outcome]}>{t(`validate.outcomes.${row.outcome}`)}</Tag>
                ),
              },
              { title: t('validate.step'), dataIndex: 'name', width: 240 },
              { title: t('validate.clause'), dataIndex: 'clause', width: 190 },
              {
                title: t('validate.certificate'),
                key: 'certificate',
                render: (_, row) => row.certificate ?? '—',
              },
              { title: t('validate.reason'), key: 'reason', render: (_, row) => reasonOf(row) || '—' },
            ]}
          />
        </TableFrame>
      </Card>
    </div>
  );
}
