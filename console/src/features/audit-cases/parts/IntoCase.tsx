import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import type { Alert } from '../../audit-alerts/queries.ts';
import { addAlert, openCase, useCases } from '../queries.ts';

type Values = { way: 'new' | 'known'; title: string; caseId?: string };
type Props = { alert: Alert; title: string; open: boolean; onClose: () => void };

/** Opens a case with an alert, or adds the alert to a case that is open. */
export function IntoCase({ alert, title, open, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cases = useCases({ state: 'open', page: 1, pageSize: 100 }, open);
  const known = cases.data?.items ?? [];
  const put = useAuditChange(async ({ way, title: named, caseId }: Values) => {
    if (way === 'known' && caseId !== undefined) {
      await addAlert(caseId, alert.id);
      return caseId;
    }
    return (await openCase({ title: named.trim(), alertIds: [alert.id] })).id;
  });
  const about = [alert.user, alert.address].filter(Boolean).join(' · ');
  return (
    <FormModal<Values>
      open={open}
      title={t('auditAlerts.intoCase')}
      confirmText={t('auditAlerts.intoCase')}
      initial={{ way: 'new', title: about === '' ? title : `${title}：${about}` }}
      onClose={onClose}
      onConfirm={async (values) => {
        const id = await put.mutateAsync(values);
        navigate(`/audit/cases/${id}`);
      }}
    >
      <Form.Item name="way">
        <Radio.Group
          options={[
            { value: 'new', label: t('auditCases.create') },
            { value: 'known', label: t('auditCases.addToKnown'), disabled: known.length === 0 },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['way']}>
        {({ getFieldValue }) =>
          getFieldValue('way') === 'known' ? (
            <Form.Item
              name="caseId"
              label={t('auditCases.case')}
              rules={[{ required: true, message: t('common.required') }]}
            >
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                options={known.map(({ id, number, title: named }) => ({
                  value: id,
                  label: shownText(`${number} ${named}`),
                }))}
              />
            </Form.Item>
          ) : (
            <Form.Item
              name="title"
              label={t('auditCases.caseTitle')}
              rules={[{ required: true, whitespace: true, message: t('common.required') }]}
            >
              <Input maxLength={200} />
            </Form.Item>
          )
        }
      </Form.Item>
    </FormModal>
  );
}
