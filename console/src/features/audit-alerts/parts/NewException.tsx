import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatDate } from '../../../lib/format.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { looksMasked } from '../../audit-search/masked.ts';
import { type Alert, createException, createExceptionLike } from '../queries.ts';
import { type Side, sidesOf, subjectQuery } from '../subject.ts';

type Values = { ruleOnly: boolean; same?: Side[]; query: string; reason: string; until: string };

const dayMs = 86_400_000;
const longestDays = 365;
const dayFromNow = (days: number) => formatDate(new Date(Date.now() + days * dayMs).toISOString());

type Props = { alert: Alert; title: string; open: boolean; onClose: () => void; onDone: () => void };

/** Holds further alerts of this kind back: which rule, which records, why, until when. */
export function NewException({ alert, title, open, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const chinese = useLanguage() === 'zh';
  const create = useAuditChange(createException);
  const createLike = useAuditChange((body: Parameters<typeof createExceptionLike>[1]) =>
    createExceptionLike(alert.id, body),
  );
  const sides = sidesOf(alert);
  // What is masked cannot be typed: the server takes it from the alert.
  const like = sides.some((side) => looksMasked(alert[side]));
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <FormModal<Values>
      open={open}
      title={t('auditAlerts.newException')}
      confirmText={t('auditAlerts.newException')}
      initial={{
        ruleOnly: true,
        ...(like ? { same: sides, query: '' } : { query: subjectQuery(alert, chinese) }),
        until: dayFromNow(30),
      }}
      onClose={onClose}
      onConfirm={async ({ ruleOnly, same = [], query, reason, until }) => {
        const common = {
          reason: reason.trim(),
          // To the end of that day, as people mean it.
          expiresAt: new Date(`${until}T23:59:59`).toISOString(),
          ...(query.trim() === '' ? {} : { query: query.trim() }),
        };
        if (like) await createLike.mutateAsync({ ...common, sameRule: ruleOnly, same });
        else await create.mutateAsync({ ...common, ...(ruleOnly ? { ruleId: alert.ruleId } : {}) });
        onDone();
      }}
    >
      <Form.Item>{t('auditAlerts.exceptionConsequence')}</Form.Item>
      <Form.Item name="ruleOnly" valuePropName="checked">
        <Checkbox>{t('auditAlerts.ruleOnly', { title })}</Checkbox>
      </Form.Item>
      {like && (
        <Form.Item
          name="same"
          label={t('auditAlerts.exceptionSame')}
          extra={t('auditAlerts.exceptionSameHint')}
        >
          <Checkbox.Group
            options={sides.map((side) => ({
              value: side,
              label: t('auditAlerts.sideIs', { side: t(`auditAlerts.sides.${side}`), value: alert[side] }),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="query"
        label={t(like ? 'auditAlerts.exceptionMore' : 'auditAlerts.exceptionQuery')}
        extra={!like && t('auditAlerts.exceptionQueryHint')}
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
