import type { FormInstance } from 'antd';
import { useEffect, useState } from 'react';

/**
 * A dialog with a form: opening begins anew; what is confirmed keeps it open, with the reason, when it is
 * refused.
 */
export function useDialogForm<V extends object>({
  open,
  form,
  initial,
  onClose,
  onConfirm,
}: {
  open: boolean;
  form: FormInstance<V>;
  /** What the fields begin with. */
  initial?: Partial<V> | undefined;
  onClose: () => void;
  onConfirm: (values: V) => Promise<unknown>;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only opening begins anew
  useEffect(() => {
    if (!open) return;
    form.resetFields();
    if (initial) form.setFieldsValue(initial as Parameters<typeof form.setFieldsValue>[0]);
    setError(null);
  }, [open]);

  const submit = async (values: V) => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(values);
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}
