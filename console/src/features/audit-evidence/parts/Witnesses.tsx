import { App, Button, Card, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { addWitness, removeWitness, type Witness } from '../queries.ts';

const hourMs = 3_600_000;

/** Machines of others that countersign the log, so that nobody can rewrite it unseen. */
export function Witnesses({ rows, alarmHours }: { rows: readonly Witness[]; alarmHours: number }) {
  const { t } = useTranslation();
  const may = useMay()('audit.witnesses.write');
  const { message, modal } = App.useApp();
  const [adding, setAdding] = useState(false);
  const add = useAuditChange(addWitness);
  const remove = useAuditChange(removeWitness);
  const language = useLanguage();
  const late = ({ at }: Witness) =>
    at === null || (alarmHours > 0 && Date.now() - Date.parse(at) > alarmHours * hourMs);

  const askRemove = ({ id, name }: Witness) =>
    modal.confirm({
      title: t('auditEvidence.removeWitness'),
      content: t('auditEvidence.removeWitnessConsequence', { name }),
      okText: t('auditEvidence.removeWitness'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(id).catch((error: Error) => void message.error(error.message)),
    });

  return (
    <Card
      title={t('auditEvidence.witnesses')}
      extra={may && <Button onClick={() => setAdding(true)}>{t('auditEvidence.addWitness')}</Button>}
      styles={{ body: { paddingBlock: 4 } }}
    >
      <Rows
        empty={t('auditEvidence.noWitnesses')}
        rows={rows.map((row) => ({
          key: row.id,
          title: (
            <>
              {row.name}{' '}
              {late(row) ? (
                <Tag color="warning">
                  {t(row.at === null ? 'auditEvidence.neverCosigned' : 'auditEvidence.cosignedLate')}
                </Tag>
              ) : (
                <Tag color="success">{t('auditEvidence.cosigned')}</Tag>
              )}
            </>
          ),
          text:
            row.at === null ? (
              <span className="mono">{row.vkey}</span>
            ) : (
              <>
                {t('auditEvidence.cosignedUpTo', { size: formatCount(row.size ?? 0, language) })}{' '}
                <Time at={row.at} />
              </>
            ),
          extra: may && (
            <Button size="small" onClick={() => askRemove(row)}>
              {t('auditEvidence.removeWitness')}
            </Button>
          ),
        }))}
      />
      <FormModal<{ vkey: string }>
        open={adding}
        title={t('auditEvidence.addWitness')}
        confirmText={t('auditEvidence.addWitness')}
        onClose={() => setAdding(false)}
        onConfirm={async ({ vkey }) => {
          await add.mutateAsync(vkey.trim());
          message.success(t('common.done'));
        }}
      >
        <Form.Item>{t('auditEvidence.witnessSteps')}</Form.Item>
        <Form.Item
          name="vkey"
          label={t('auditEvidence.witnessKey')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input.TextArea rows={2} maxLength={400} className="mono" />
        </Form.Item>
      </FormModal>
    </Card>
  );
}
