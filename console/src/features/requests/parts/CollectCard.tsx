import { Alert, App, Button, Card, Checkbox, Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { fromBase64 } from '../../../lib/bytes.ts';
import { offerFile } from '../../../lib/download.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { collectKey, useRequestChange } from '../queries.ts';

type Values = { password: string; repeat: string; legacy?: boolean };
const minLength = 8;

/** Collects the key that was made here, once, under a password that the holder chooses. */
export function CollectCard({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const collect = useRequestChange((values: Values) =>
    collectKey(requestId, { password: values.password, legacy: values.legacy ?? false }),
  );
  const needed = { required: true, message: t('common.required') };
  const submit = (values: Values) =>
    collect.mutate(values, {
      onSuccess: ({ fileName, pkcs12 }) => {
        offerFile(fileName, fromBase64(pkcs12), 'application/x-pkcs12');
        message.success(t('requests.collected'));
      },
    });

  return (
    <Card title={t('requests.collectTitle')} data-testid="collect">
      <Flex vertical gap={16}>
        <Alert type="warning" showIcon title={t('requests.collectText')} />
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={submit}
          style={{ maxWidth: 420 }}
        >
          <Form.Item
            name="password"
            label={t('setUp.pkcs12Password')}
            rules={[needed, { min: minLength, message: t('setUp.passwordShort', { min: minLength }) }]}
          >
            <Input.Password autoComplete="new-password" maxLength={128} />
          </Form.Item>
          <Form.Item
            name="repeat"
            label={t('setUp.pkcs12Repeat')}
            dependencies={['password']}
            rules={[
              needed,
              {
                validator: (_rule, value) =>
                  value === form.getFieldValue('password')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('setUp.passwordDiffers'))),
              },
            ]}
          >
            <Input.Password autoComplete="new-password" maxLength={128} />
          </Form.Item>
          <Form.Item name="legacy" valuePropName="checked" extra={t('requests.legacyHint')}>
            <Checkbox>{t('requests.legacy')}</Checkbox>
          </Form.Item>
          <Problem error={collect.error} style={{ marginBottom: 16 }} />
          <Button type="primary" htmlType="submit" loading={collect.isPending}>
            {t('requests.collect')}
          </Button>
        </Form>
      </Flex>
    </Card>
  );
}
