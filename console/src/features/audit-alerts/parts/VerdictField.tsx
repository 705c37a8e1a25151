import { Form, Radio, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { verdicts } from '../queries.ts';

/** What it turned out to be, each choice with what it means. */
export function VerdictField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="verdict"
      label={t('auditAlerts.verdict')}
      rules={[{ required: true, message: t('common.required') }]}
    >
      <Radio.Group>
        <Space orientation="vertical" size={8}>
          {verdicts.map((verdict) => (
            <Radio key={verdict} value={verdict}>
              {t(`auditAlerts.verdicts.${verdict}`)}
              <div className="muted" style={{ fontSize: 12 }}>
                {t(`auditAlerts.verdictMeans.${verdict}`)}
              </div>
            </Radio>
          ))}
        </Space>
      </Radio.Group>
    </Form.Item>
  );
}
