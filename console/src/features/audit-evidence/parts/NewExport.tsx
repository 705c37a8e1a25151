import { Alert, App, Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { formatTime } from '../../../lib/format.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { createExport } from '../queries.ts';

type Values = { title: string; query: string; from: string; to: string; reason: string };
export type ExportDraft = {
  readonly title?: string;
  readonly query: string;
  readonly from: string;
  readonly to: string;
};

/** `2026-11-22T08:30:15`, local, as the browser's own field has it. */
const local = (iso: string) => formatTime(iso, true).replace(' ', 'T');

type Props = {
  open: boolean;
  initial?: ExportDraft | undefined;
  /** Records that the draft could not name. */
  missing?: number;
  onClose: () => void;
  onDone: () => void;
};

/** Asks for an evidence file: which records, of which time, what for. */
export function NewExport({ open, initial, missing = 0, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const create = useAuditChange(createExport);
  const needed = { required: true, whitespace: true, message: t('common.required') };
  const day = 86_400_000;
  const from = initial?.from ?? new Date(Date.now() - day).toISOString();
  const to = initial?.to ?? new Date().toISOString();
  return (
    <FormModal<Values>
      open={open}
      title={t('auditEvidence.newExport')}
      confirmText={t('auditEvidence.newExport')}
      // The second that has begun belongs to the range.
      initial={{
        title: initial?.title ?? '',
        query: initial?.query ?? '',
        from: local(from),
        to: local(new Date(Date.parse(to) + 999).toISOString()),
      }}
      onClose={onClose}
      onConfirm={async (values) => {
        await create.mutateAsync({
          title: values.title.trim(),
          query: values.query.trim(),
          from: new Date(values.from).toISOString(),
          to: new Date(values.to).toISOString(),
          reason: values.reason.trim(),
        });
        message.success(t('auditEvidence.exportAsked'));
        onDone();
      }}
    >
      {missing > 0 && (
        <Form.Item>
          <Alert type="warning" showIcon title={t('auditEvidence.exportMissing', { count: missing })} />
        </Form.Item>
      )}
      <Form.Item name="title" label={t('auditEvidence.exportTitle')} rules={[needed]}>
        <Input maxLength={200} placeholder={t('auditEvidence.exportTitleHint')} />
      </Form.Item>
      <Form.Item
        name="query"
        label={t('auditEvidence.exportQuery')}
        extra={t('auditEvidence.exportQueryHint')}
      >
        <Input.TextArea rows={2} maxLength={4096} className="mono" />
      </Form.Item>
      <Flex gap={16} wrap>
        <Form.Item name="from" label={t('auditSearch.from')} rules={[needed]}>
          <Input type="datetime-local" step={1} />
        </Form.Item>
        <Form.Item
          name="to"
          label={t('auditSearch.to')}
          dependencies={['from']}
          rules={[
            needed,
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                getFieldValue('from') < value
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('auditEvidence.rangeBad'))),
            }),
          ]}
        >
          <Input type="datetime-local" step={1} />
        </Form.Item>
      </Flex>
      <Form.Item
        name="reason"
        label={t('auditEvidence.exportReason')}
        rules={[needed, { min: 4, message: t('auditEvidence.reasonShort') }]}
      >
        <Input.TextArea rows={2} maxLength={1000} placeholder={t('common.reasonHint')} />
      </Form.Item>
    </FormModal>
  );
}
