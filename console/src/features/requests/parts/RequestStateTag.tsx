import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RequestRow } from '../queries.ts';

const colors = {
  pending: 'processing',
  approved: 'cyan',
  done: 'success',
  rejected: 'error',
  withdrawn: 'default',
  expired: 'default',
  failed: 'error',
} as const;

/** Where a request stands; a waiting one names the step. */
export function RequestStateTag({ request }: { request: Pick<RequestRow, 'state' | 'step'> }) {
  const { t } = useTranslation();
  return (
    <Tag color={colors[request.state]}>
      {request.state === 'pending' && request.step !== null
        ? t('requests.waitingAt', { step: t(`requests.steps.${request.step}`) })
        : t(`requests.states.${request.state}`)}
    </Tag>
  );
}
