import { Card, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { type AdminKind, rivalOf } from '../administrator.ts';
import type { SetupState } from '../queries.ts';

/** One administrator: name, account, staff number, the passwords typed by the person. */
export function AdministratorFields({ kind, setup }: { kind: AdminKind; setup: SetupState }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const wantsPassword = Form.useWatch([kind, 'passwordLogin'], form) === true;
  const { minLength, minKinds } = setup.passwordRules;
  const needed = { required: true, whitespace: true, message: t('common.required') };

  const alone = (field: 'loginName' | 'staffNumber') => ({
    validator: () => {
      const rival = rivalOf(form.getFieldsValue(true), kind, field);
      return rival === undefined
        ? Promise.resolve()
        : Promise.reject(new Error(t('setUp.samePerson', { other: t(`setUp.kinds.${rival}`) })));
    },
  });

  return (
    <Card
      className="span-4"
      type="inner"
      title={t(`setUp.kinds.${kind}`)}
      data-testid={`administrator-${kind}`}
      styles={{ body: { paddingBottom: 8 } }}
    >
      <p className="muted" style={{ marginTop: 0, minHeight: 44 }}>
        {t(`setUp.duties.${kind}`)}
      </p>
      <Form.Item name={[kind, 'name']} label={t('setUp.name')} rules={[needed]}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={[kind, 'loginName']}
        label={t('setUp.loginName')}
        validateFirst
        rules={[
          needed,
          { pattern: /^[A-Za-z0-9][A-Za-z0-9._@-]*$/, message: t('setUp.loginNameBad') },
          alone('loginName'),
        ]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={[kind, 'staffNumber']}
        label={t('setUp.staffNumber')}
        validateFirst
        rules={[
          needed,
          { pattern: /^[A-Za-z0-9-]+$/, message: t('setUp.staffNumberBad') },
          alone('staffNumber'),
        ]}
      >
        <Input maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={[kind, 'email']}
        label={t('setUp.email')}
        rules={[{ type: 'email', message: t('setUp.emailBad') }]}
      >
        <Input maxLength={254} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={[kind, 'pkcs12Password']}
        label={t('setUp.pkcs12Password')}
        extra={t('setUp.passwordHint')}
        rules={[needed, { min: minLength, message: t('setUp.passwordShort', { min: minLength }) }]}
      >
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name={[kind, 'pkcs12Repeat']}
        label={t('setUp.pkcs12Repeat')}
        dependencies={[[kind, 'pkcs12Password']]}
        rules={[
          needed,
          {
            validator: (_rule, value) =>
              value === form.getFieldValue([kind, 'pkcs12Password'])
                ? Promise.resolve()
                : Promise.reject(new Error(t('setUp.passwordDiffers'))),
          },
        ]}
      >
        <Input.Password maxLength={128} autoComplete="new-password" />
      </Form.Item>
      {setup.passwordSignIn && (
        <Form.Item name={[kind, 'passwordLogin']} valuePropName="checked" style={{ marginBottom: 12 }}>
          <Checkbox>{t('setUp.passwordLogin')}</Checkbox>
        </Form.Item>
      )}
      {setup.passwordSignIn && wantsPassword && (
        <Form.Item
          name={[kind, 'password']}
          label={t('setUp.loginPassword')}
          extra={t('setUp.loginPasswordRule', { min: minLength, kinds: minKinds })}
          rules={[needed, { min: minLength, message: t('setUp.passwordShort', { min: minLength }) }]}
        >
          <Input.Password maxLength={128} autoComplete="new-password" />
        </Form.Item>
      )}
    </Card>
  );
}
