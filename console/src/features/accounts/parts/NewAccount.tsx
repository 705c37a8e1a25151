import { Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HolderPicker } from '../../../parts/HolderPicker.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { useMay } from '../../../shell/session.ts';
import { createAccount, useAccountChange } from '../queries.ts';
import { OneTimePassword } from './OneTimePassword.tsx';

type Values = { loginName: string; displayName: string; holderId?: string; issuePassword?: boolean };

/** Creates an account; roles are granted afterwards by the security administrator. */
export function NewAccount({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [form] = Form.useForm<Values>();
  const [password, setPassword] = useState<string | null>(null);
  const create = useAccountChange(createAccount);
  const needed = { required: true, whitespace: true, message: t('common.required') };

  const close = () => {
    form.resetFields();
    create.reset();
    setPassword(null);
    onClose();
  };
  const submit = ({ loginName, displayName, holderId, issuePassword }: Values) =>
    create.mutate(
      {
        loginName: loginName.trim(),
        displayName: displayName.trim(),
        issuePassword: issuePassword ?? false,
        ...(holderId ? { holderId } : {}),
      },
      {
        onSuccess: ({ oneTimePassword }) =>
          oneTimePassword === null ? close() : setPassword(oneTimePassword),
      },
    );

  if (password !== null) return <OneTimePassword password={password} onClose={close} />;
  return (
    <Modal
      open={open}
      title={t('accounts.create')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('accounts.create')}
      okButtonProps={{ loading: create.isPending }}
      mask={{ closable: false }}
      forceRender
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark="optional"
        onFinish={submit}
        style={{ paddingTop: 8 }}
      >
        <Form.Item name="displayName" label={t('accounts.displayName')} rules={[needed]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="loginName"
          label={t('accounts.loginName')}
          rules={[needed, { pattern: /^[A-Za-z0-9][A-Za-z0-9._@-]*$/, message: t('setUp.loginNameBad') }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        {may('pki.directory.read') && (
          <Form.Item name="holderId" label={t('accounts.holder')} extra={t('accounts.holderHint')}>
            <HolderPicker kind="person" />
          </Form.Item>
        )}
        <Form.Item name="issuePassword" valuePropName="checked" extra={t('accounts.issuePasswordHint')}>
          <Checkbox>{t('accounts.issuePassword')}</Checkbox>
        </Form.Item>
      </Form>
      <Problem error={create.error} />
    </Modal>
  );
}
