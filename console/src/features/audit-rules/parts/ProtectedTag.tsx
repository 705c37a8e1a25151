import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

/** That nobody can switch a rule off or make an exception from it; why is said to who points at it. */
export function ProtectedTag() {
  const { t } = useTranslation();
  return (
    <Tooltip title={t('auditRules.protectedWhy')}>
      <Tag style={{ marginInlineEnd: 0 }}>{t('auditRules.protected')}</Tag>
    </Tooltip>
  );
}
