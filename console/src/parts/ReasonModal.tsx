import { Alert, Form, Input, Modal } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useDialogForm } from './dialog-form.ts';
import { Problem } from './Problem.tsx';

type Values = { reason: string } & Record<string, unknown>;

type Props = {
  open: boolean;
  title: string;
  /** What will happen, in full. */
  consequence: ReactNode;
  confirmText: string;
  danger?: boolean;
  /** Further questions, inside the same form. */
  children?: ReactNode;
  onClose: () => void;
  /** Rejects to keep the dialog open and show why. */
  onConfirm: (values: Values) => Promise<void>;
};

/** A dangerous act: names what will happen, asks why, then does it. */
export function ReasonModal({
  open,
  title,
  consequence,
  confirmText,
  danger,
  children,
  onClose,
  onConfirm,
}: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  // Several dialogs of a page ask for a reason: labels go by ids.
  const name = useId();
  const { busy, error, submit } = useDialogForm({
    open,
    form,
    onClose,
    onConfirm: (values) => onConfirm({ ...values, reason: values.reason.trim() }),
  });

  return (
    <Modal
      open={open}
      title={title}
      okText={confirmText}
      okButtonProps={{ danger, loading: busy }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      forceRender
      width={560}
    >
      <div className="stack" style={{ paddingBlock: 8 }}>
        <Alert type={danger ? 'warning' : 'info'} showIcon title={consequence} />
        <Form
          form={form}
          name={name}
          layout="vertical"
          onFinish={submit}
          requiredMark={false}
          disabled={busy}
        >
          {children}
          <Form.Item
            name="reason"
            label={t('common.reason')}
            rules={[{ required: true, whitespace: true, message: t('common.reasonNeeded') }]}
            style={{ marginBottom: 12 }}
          >
            <Input.TextArea rows={3} maxLength={500} showCount placeholder={t('common.reasonHint')} />
          </Form.Item>
        </Form>
        <Problem error={error} style={{ marginTop: 12 }} />
      </div>
    </Modal>
  );
}
