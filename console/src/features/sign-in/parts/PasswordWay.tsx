import { Button, Form, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { useSignIn } from '../queries.ts';

type Values = { loginName: string; password: string; code?: string };

/** Account, password and the code of the authenticator. */
export function PasswordWay({ enabled, onDone }: { enabled: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const needed = { required: true, message: t('common.required') };
  const submit = ({ loginName, password, code }: Values) =>
    signIn.mutate(
      { loginName: loginName.trim(), password, ...(code ? { code } : {}) },
      { onSuccess: onDone },
    );

  return (
    <>
      <Typography.Title level={4} style={{ marginTop: 0 }}>
        {t('signIn.passwordTitle')}
      </Typography.Title>
      <Typography.Paragraph type="secondary">
        {enabled ? t('signIn.passwordText') : t('signIn.passwordOff')}
      </Typography.Paragraph>
      {enabled && (
        <Form<Values> layout="vertical" requiredMark={false} onFinish={submit} disabled={signIn.isPending}>
          <Form.Item name="loginName" label={t('signIn.loginName')} rules={[needed]}>
            <Input autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label={t('signIn.password')} rules={[needed]}>
            <Input.Password autoComplete="current-password" maxLength={256} />
          </Form.Item>
          <Form.Item
            name="code"
            label={t('signIn.code')}
            extra={t('signIn.codeHint')}
            rules={[{ pattern: /^[0-9]{6}$/, message: t('signIn.codeBad') }]}
          >
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
          <Problem error={signIn.error} style={{ marginBottom: 16 }} />
          <Button htmlType="submit" size="large" block loading={signIn.isPending}>
            {t('signIn.passwordButton')}
          </Button>
        </Form>
      )}
    </>
  );
}
