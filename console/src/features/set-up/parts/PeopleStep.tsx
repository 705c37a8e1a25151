import { Alert, Button, Flex, Form, type FormInstance, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { adminKinds, type SetUpDraft } from '../administrator.ts';
import type { SetupState } from '../queries.ts';
import { AdministratorFields } from './AdministratorFields.tsx';

type Props = { form: FormInstance<SetUpDraft>; setup: SetupState; onNext: (draft: SetUpDraft) => void };

/** Who the three are. */
export function PeopleStep({ form, setup, onNext }: Props) {
  const { t } = useTranslation();
  return (
    <Form<SetUpDraft>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      onFinish={() => onNext(form.getFieldsValue(true))}
    >
      <Alert type="info" showIcon title={t('setUp.principle')} description={t('setUp.principleText')} />
      <Form.Item
        name="organisation"
        label={t('setUp.organisation')}
        extra={t('setUp.organisationHint')}
        rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        style={{ marginBlock: 20, maxWidth: 520 }}
      >
        <Input maxLength={64} />
      </Form.Item>
      <div className="grid">
        {adminKinds.map((kind) => (
          <AdministratorFields key={kind} kind={kind} setup={setup} />
        ))}
      </div>
      <Flex align="center" justify="space-between" gap={16} wrap style={{ marginTop: 24 }}>
        <span className="muted">
          {setup.linkExpiresAt && t('setUp.expires', { time: formatTime(setup.linkExpiresAt) })}
        </span>
        <Button type="primary" size="large" htmlType="submit">
          {t('common.next')}
        </Button>
      </Flex>
    </Form>
  );
}
