import { App, Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { useMe } from '../../../shell/session.ts';
import { changePassword, useMyChange } from '../queries.ts';

type Values = { current?: string; next: string; repeat: string };

/** Changes one's own password; the server says which rule a new one breaks. */
export function PasswordCard() {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useMyChange(changePassword);
  const needed = { required: true, message: t('common.required') };
  const submit = ({ current, next }: Values) =>
    change.mutate(
      { next, ...(current ? { current } : {}) },
      {
        onSuccess: () => {
          form.resetFields();
          message.success(t('me.passwordSaved'));
        },
      },
    );
  return (
    <Card className="span-6" title={t(me.hasPassword ? 'me.password' : 'me.setPassword')}>
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {me.hasPassword && (
          <Form.Item name="current" label={t('me.current')} rules={[needed]}>
            <Input.Password maxLength={256} autoComplete="current-password" />
          </Form.Item>
        )}
        <Form.Item name="next" label={t('me.next')} rules={[needed]}>
          <Input.Password maxLength={256} autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="repeat"
          label={t('me.repeat')}
          dependencies={['next']}
          rules={[
            needed,
            {
              validator: (_rule, value) =>
                value === form.getFieldValue('next')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('me.differs'))),
            },
          ]}
        >
          <Input.Password maxLength={256} autoComplete="new-password" />
        </Form.Item>
        <Problem error={change.error} style={{ marginBottom: 16 }} />
        <Button htmlType="submit" type="primary" loading={change.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Card>
  );
}
