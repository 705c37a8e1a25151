import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Case } from '../queries.ts';

/** Whether a case is worked on; a closed one says its verdict. */
export function CaseStateTag({ of }: { of: Pick<Case, 'state' | 'verdict'> }) {
  const { t } = useTranslation();
  if (of.state === 'open') return <Tag color="processing">{t('auditCases.states.open')}</Tag>;
  return (
    <Tag color={of.verdict === 'true-positive' ? 'error' : 'success'}>
      {t('auditCases.closedAs', { verdict: of.verdict ? t(`auditAlerts.verdicts.${of.verdict}`) : '—' })}
    </Tag>
  );
}
