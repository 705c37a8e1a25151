import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { assignCase, type Case, useColleagues } from '../queries.ts';

type Props = { of: Case; open: boolean; onClose: () => void; onDone: () => void };

/** Hands a case over to somebody who may work on cases. */
export function HandOver({ of, open, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const colleagues = useColleagues(open);
  const assign = useAuditChange((id: string) => assignCase(of.id, id));
  return (
    <FormModal<{ to: string }>
      open={open}
      title={t('auditCases.handOver')}
      confirmText={t('auditCases.handOver')}
      onClose={onClose}
      onConfirm={async ({ to }) => {
        await assign.mutateAsync(to);
        onDone();
      }}
    >
      <Form.Item
        name="to"
        label={t('auditCases.handOverTo')}
        rules={[{ required: true, message: t('common.required') }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={colleagues.isFetching}
          options={(colleagues.data ?? [])
            .filter(({ id }) => id !== of.assigneeId)
            .map(({ id, name }) => ({ value: id, label: shownText(name) }))}
        />
      </Form.Item>
    </FormModal>
  );
}
