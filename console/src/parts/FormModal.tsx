import { Form, Modal } from 'antd';
import { type ReactNode, useId } from 'react';
import { useDialogForm } from './dialog-form.ts';
import { Problem } from './Problem.tsx';

type Props<V extends object> = {
  open: boolean;
  title: string;
  confirmText: string;
  /** What the fields begin with. */
  initial?: Partial<V>;
  children: ReactNode;
  width?: number;
  onClose: () => void;
  /** Rejects to keep the dialog open and show why. */
  onConfirm: (values: V) => Promise<unknown>;
};

/** A dialog that asks for a few things; an act that is dangerous goes through `ReasonModal`. */
export function FormModal<V extends object>(props: Props<V>) {
  const { open, title, confirmText, initial, children, width = 560, onClose, onConfirm } = props;
  const [form] = Form.useForm<V>();
  // Several dialogs of a page may have a field of the same name: labels go by ids.
  const name = useId();
  const { busy, error, submit } = useDialogForm({ open, form, initial, onClose, onConfirm });

  return (
    <Modal
      open={open}
      title={title}
      okText={confirmText}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      forceRender
      width={width}
    >
      <Form<V>
        form={form}
        name={name}
        layout="vertical"
        requiredMark="optional"
        onFinish={submit}
        disabled={busy}
        style={{ paddingTop: 8 }}
      >
        {children}
      </Form>
      <Problem error={error} />
    </Modal>
  );
}
