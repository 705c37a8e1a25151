import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormModal } from '../../../parts/FormModal.tsx';
import { useMay, useMe } from '../../../shell/session.ts';
import { useAuditChange } from '../../audit-alerts/queries.ts';
import { assignCase, type Case, useCases, useColleagues } from '../queries.ts';

type Values = { who: string; accountId?: string; name?: string };
const byHand = 'by-hand';

type Props = { of: Case; open: boolean; onClose: () => void; onDone: () => void };

/**
 * Hands a case over: to an account, for those who may see accounts; to oneself, to somebody who had a case
 * before, or to an account by its id for others.
 */
export function HandOver({ of, open, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const people = usePeople(of, open);
  const assign = useAuditChange((to: { id: string; name: string }) => assignCase(of.id, to));
  const needed = { required: true, whitespace: true, message: t('common.required') };
  return (
    <FormModal<Values>
      open={open}
      title={t('auditCases.handOver')}
      confirmText={t('auditCases.handOver')}
      onClose={onClose}
      onConfirm={async ({ who, accountId, name }) => {
        const chosen = people.find(({ id }) => id === who);
        await assign.mutateAsync(chosen ?? { id: accountId!.trim(), name: name!.trim() });
        onDone();
      }}
    >
      <Form.Item name="who" label={t('auditCases.handOverTo')} rules={[needed]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            ...people.map(({ id, name }) => ({ value: id, label: name })),
            { value: byHand, label: t('auditCases.byHand') },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['who']}>
        {({ getFieldValue }) =>
          getFieldValue('who') === byHand && (
            <>
              <Form.Item name="name" label={t('auditCases.personName')} rules={[needed]}>
                <Input maxLength={64} />
              </Form.Item>
              <Form.Item
                name="accountId"
                label={t('auditCases.accountId')}
                extra={t('auditCases.accountIdHint')}
                rules={[needed]}
              >
                <Input maxLength={36} className="mono" />
              </Form.Item>
            </>
          )
        }
      </Form.Item>
    </FormModal>
  );
}

function usePeople(of: Case, open: boolean): { id: string; name: string }[] {
  const me = useMe();
  const may = useMay()('access.accounts.read');
  const accounts = useColleagues(open && may);
  const cases = useCases({ page: 1, pageSize: 200 }, open && !may);
  const found = new Map([[me.accountId, me.displayName]]);
  for (const { id, displayName } of accounts.data?.items ?? []) found.set(id, displayName);
  for (const { assigneeId, assigneeName } of cases.data?.items ?? [])
    if (assigneeId !== null && assigneeName !== null) found.set(assigneeId, assigneeName);
  found.delete(of.assigneeId ?? '');
  return [...found].map(([id, name]) => ({ id, name }));
}
