import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatDate } from '../../../lib/format.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { looksMasked } from '../../audit-search/masked.ts';
import { type Alert, createException } from '../queries.ts';
import { subjectQuery } from '../subject.ts';

type Values = { ruleOnly: boolean; query: string; reason: string; until: string };

const dayMs = 86_400_000;
const longestDays = 365;
const dayFromNow = (days: number) => formatDate(new Date(Date.now() + days * dayMs).toISOString());

type Props = { alert: Alert; title: string; open: boolean; onClose: () => void; onDone: () => void };

/** Holds further alerts of this kind back: which rule, which records, why, until when. */
export function NewException({ alert, title, open, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const chinese = useLanguage() === 'zh';
  const create = useAuditChange(createException);
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <FormModal<Values>
      open={open}
      title={t('auditAlerts.newException')}
      confirmText={t('auditAlerts.newException')}
      initial={{ ruleOnly: true, query: subjectQuery(alert, chinese), until: dayFromNow(30) }}
      onClose={onClose}
      onConfirm={async ({ ruleOnly, query, reason, until }) => {
        await create.mutateAsync({
          reason: reason.trim(),
          // To the end of that day, as people mean it.
          expiresAt: new Date(`${until}T23:59:59`).toISOString(),
          ...(ruleOnly ? { ruleId: alert.ruleId } : {}),
          ...(query.trim() === '' ? {} : { query: query.trim() }),
        });
        onDone();
      }}
    >
      <Form.Item>{t('auditAlerts.exceptionConsequence')}</Form.Item>
      <Form.Item name="ruleOnly" valuePropName="checked">
        <Checkbox>{t('auditAlerts.ruleOnly', { title })}</Checkbox>
      </Form.Item>
      <Form.Item
        name="query"
        label={t('auditAlerts.exceptionQuery')}
        extra={
          <>
            {t('auditAlerts.exceptionQueryHint')}
            {[alert.user, alert.address, alert.host].some(looksMasked) && (
              <div>{t('auditAlerts.exceptionMasked')}</div>
            )}
          </>
        }
      >
        <Input.TextArea rows={2} maxLength={4000} className="mono" />
      </Form.Item>
      <Form.Item name="until" label={t('auditAlerts.exceptionUntil')} rules={[needed]}>
        <Input type="date" min={dayFromNow(0)} max={dayFromNow(longestDays)} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="reason" label={t('common.reason')} rules={[needed]}>
        <Input.TextArea rows={2} maxLength={1000} placeholder={t('common.reasonHint')} />
      </Form.Item>
    </FormModal>
  );
}
