import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Certificate } from '../queries.ts';

const colors = {
  valid: 'success',
  expiring: 'warning',
  expired: 'default',
  suspended: 'orange',
  revoked: 'error',
} as const;

/** Whether a certificate may be relied upon now. */
export function StateTag({ state }: { state: Certificate['state'] }) {
  const { t } = useTranslation();
  return <Tag color={colors[state]}>{t(`certificates.states.${state}`)}</Tag>;
}
