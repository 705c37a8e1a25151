import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import type { Source } from '../queries.ts';

const colors = {
  ok: 'success',
  silent: 'error',
  failing: 'error',
  never: 'warning',
  disabled: 'default',
} as const;

/** Whether a source sends; green only of one that did and neither failed nor fell silent. */
export function HealthTag({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { health, silentSince, pull } = source;
  const why =
    health === 'silent' && silentSince !== null
      ? t('auditSources.silentSince', { at: formatTime(silentSince) })
      : health === 'failing'
        ? (pull?.lastError ?? '')
        : t(`auditSources.healthText.${health}`);
  return (
    <Tooltip title={why}>
      <Tag color={colors[health]}>{t(`auditSources.health.${health}`)}</Tag>
    </Tooltip>
  );
}
