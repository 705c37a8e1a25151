import { PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Flex, Form, Input, type TableProps, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { formatDate } from '../../../lib/format.ts';
import { useListState } from '../../../lib/list-state.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { ListTable } from '../../../parts/ListTable.tsx';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { askToLiftHold, type Hold, liftHold, placeHold, useHolds } from '../queries.ts';

/** Legal holds: what may not be removed even past its time, until two persons agree. */
export function HoldTab() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState([]);
  const { message, modal } = App.useApp();
  const holds = useHolds({ page: list.page, pageSize: list.pageSize });
  const [placing, setPlacing] = useState(false);
  const [asking, setAsking] = useState<Hold | null>(null);
  const place = useAuditChange(placeHold);
  const ask = useAuditChange(({ id, text }: { id: string; text: string }) => askToLiftHold(id, text));
  const lift = useAuditChange(liftHold);
  const done = () => void message.success(t('common.done'));
  const needed = { required: true, whitespace: true, message: t('common.required') };

  const consent = ({ id, title, liftAskedBy, liftReason }: Hold) =>
    modal.confirm({
      title: t('auditEvidence.consentToLift'),
      content: t('auditEvidence.consentConsequence', { title, by: liftAskedBy, reason: liftReason }),
      okText: t('auditEvidence.consentToLift'),
      okButtonProps: { danger: true },
      onOk: () =>
        lift
          .mutateAsync(id)
          .then(done)
          .catch((error: Error) => void message.error(error.message)),
    });

  const columns: TableProps<Hold>['columns'] = [
    {
      title: t('auditEvidence.hold'),
      key: 'title',
      render: (_, row) => (
        <>
          {row.title}
          <div className="muted" style={{ fontSize: 13 }}>
            {row.reason}
          </div>
        </>
      ),
    },
    {
      title: t('auditEvidence.keepFrom'),
      key: 'from',
      width: 116,
      render: (_, row) => <Time at={row.keepFrom} dateOnly />,
    },
    {
      title: t('auditEvidence.placed'),
      key: 'placed',
      width: 150,
      render: (_, row) => (
        <>
          {row.placedBy}
          <div className="muted">
            <Time at={row.placedAt} />
          </div>
        </>
      ),
    },
    { title: t('common.state'), key: 'state', width: 200, render: (_, row) => <Standing hold={row} /> },
    {
      key: 'acts',
      width: 110,
      align: 'end',
      render: (_, row) =>
        row.liftedAt === null && (
          <Flex vertical gap={6} align="end">
            {row.liftAskedAt === null && may('audit.holds.write') && (
              <Button size="small" onClick={() => setAsking(row)}>
                {t('auditEvidence.askToLift')}
              </Button>
            )}
            {row.liftAskedAt !== null && may('audit.holds.lift') && (
              <Button size="small" danger onClick={() => consent(row)}>
                {t('auditEvidence.consentToLift')}
              </Button>
            )}
          </Flex>
        ),
    },
  ];

  return (
    <div className="stack">
      <Flex gap={16} align="center" wrap>
        <Alert type="info" showIcon title={t('auditEvidence.holdsLead')} style={{ flex: 1, minWidth: 280 }} />
        {may('audit.holds.write') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setPlacing(true)}>
            {t('auditEvidence.placeHold')}
          </Button>
        )}
      </Flex>
      <ListTable
        rowKey="id"
        columns={columns}
        query={holds}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('auditEvidence.noHolds')}
        minWidth={760}
      />
      <FormModal<{ title: string; keepFrom: string; reason: string }>
        open={placing}
        title={t('auditEvidence.placeHold')}
        confirmText={t('auditEvidence.placeHold')}
        initial={{ keepFrom: formatDate(new Date().toISOString()) }}
        onClose={() => setPlacing(false)}
        onConfirm={async ({ title, keepFrom, reason }) => {
          await place.mutateAsync({
            title: title.trim(),
            keepFrom: new Date(`${keepFrom}T00:00:00`).toISOString(),
            reason: reason.trim(),
          });
          done();
        }}
      >
        <Form.Item name="title" label={t('auditEvidence.holdTitle')} rules={[needed]}>
          <Input maxLength={200} placeholder={t('auditEvidence.holdTitleHint')} />
        </Form.Item>
        <Form.Item
          name="keepFrom"
          label={t('auditEvidence.keepFrom')}
          extra={t('auditEvidence.keepFromHint')}
          rules={[needed]}
        >
          <Input type="date" style={{ width: 200 }} />
        </Form.Item>
        <Form.Item name="reason" label={t('common.reason')} rules={[needed]}>
          <Input.TextArea rows={3} maxLength={1000} placeholder={t('common.reasonHint')} />
        </Form.Item>
      </FormModal>
      <ReasonModal
        open={asking !== null}
        danger
        title={t('auditEvidence.askToLift')}
        consequence={t('auditEvidence.askConsequence', { title: asking?.title ?? '' })}
        confirmText={t('auditEvidence.askToLift')}
        onClose={() => setAsking(null)}
        onConfirm={async ({ reason }) => {
          await ask.mutateAsync({ id: asking!.id, text: reason });
          done();
        }}
      />
    </div>
  );
}

function Standing({ hold }: { hold: Hold }) {
  const { t } = useTranslation();
  if (hold.liftedAt !== null)
    return (
      <>
        <Tag>{t('auditEvidence.holdStates.lifted')}</Tag>
        <div className="muted">
          {t('auditEvidence.liftedBy', { first: hold.liftAskedBy, second: hold.liftedBy })}{' '}
          <Time at={hold.liftedAt} />
        </div>
      </>
    );
  if (hold.liftAskedAt === null)
    return <Tag color="processing">{t('auditEvidence.holdStates.standing')}</Tag>;
  return (
    <>
      <Tag color="warning">{t('auditEvidence.holdStates.asked')}</Tag>
      <div className="muted">
        {hold.liftAskedBy}：{hold.liftReason}
      </div>
    </>
  );
}
