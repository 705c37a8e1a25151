import { Alert, Form, Input, Modal } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from './Problem.tsx';

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
  onConfirm: (values: { reason: string } & Record<string, unknown>) => Promise<void>;
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
  const [form] = Form.useForm();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    if (open) {
      form.resetFields();
      setError(null);
    }
  }, [open, form]);

  const submit = async (values: { reason: string } & Record<string, unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm({ ...values, reason: values.reason.trim() });
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

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
        <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} disabled={busy}>
          {children}
          <Form.Item
            name="reason"
            label={t('common.reason')}
            rules={[{ required: true, whitespace: true, message: t('common.reasonNeeded') }]}
            style={{ marginBottom: 0 }}
          >
            <Input.TextArea rows={3} maxLength={500} showCount placeholder={t('common.reasonHint')} />
          </Form.Item>
        </Form>
        <Problem error={error} style={{ marginTop: 12 }} />
      </div>
    </Modal>
  );
}
