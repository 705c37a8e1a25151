import { Alert, Button, Flex, Form, type FormInstance, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { adminKinds, bureauLevels, type SetUpDraft } from '../administrator.ts';
import type { SetupState } from '../queries.ts';
import { AdministratorFields } from './AdministratorFields.tsx';

type Props = { form: FormInstance<SetUpDraft>; setup: SetupState; onNext: (draft: SetUpDraft) => void };

/** Who the three are. */
export function PeopleStep({ form, setup, onNext }: Props) {
  const { t } = useTranslation();
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <Form<SetUpDraft>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      onFinish={() => onNext(form.getFieldsValue(true))}
    >
      <Alert type="info" showIcon title={t('setUp.principle')} description={t('setUp.principleText')} />
      <div className="grid" style={{ marginTop: 20 }}>
        <Form.Item
          className="span-4"
          name={['organisation', 'name']}
          label={t('setUp.organisation')}
          extra={t('setUp.organisationHint')}
          rules={[needed]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          className="span-4"
          name={['organisation', 'code']}
          label={t('setUp.code')}
          extra={t('setUp.codeHint')}
          validateFirst
          rules={[needed, { pattern: /^\s*[A-Za-z0-9][A-Za-z0-9.-]*\s*$/, message: t('setUp.codeBad') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item
          className="span-4"
          name={['organisation', 'level']}
          label={t('setUp.level')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Select options={bureauLevels.map((value) => ({ value, label: t(`directory.levels.${value}`) }))} />
        </Form.Item>
      </div>
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
