import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../queries.ts';

const verdictColors = { 'true-positive': 'error', benign: 'success', 'false-positive': 'default' } as const;

/** Where an alert stands; a closed one says its verdict. */
export function AlertStateTag({ alert }: { alert: Pick<Alert, 'state' | 'verdict'> }) {
  const { t } = useTranslation();
  if (alert.state === 'closed' && alert.verdict !== null)
    return <Tag color={verdictColors[alert.verdict]}>{t(`auditAlerts.verdicts.${alert.verdict}`)}</Tag>;
  return (
    <Tag color={alert.state === 'open' ? 'processing' : 'default'}>
      {t(`auditAlerts.states.${alert.state}`)}
    </Tag>
  );
}
