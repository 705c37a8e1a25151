import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Level } from '../queries.ts';

const colors: Readonly<Record<Level, string>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'orange',
  low: 'gold',
  informational: 'default',
};

/** How grave an alert or a rule is. */
export function LevelTag({ level }: { level: Level }) {
  const { t } = useTranslation();
  return (
    <Tag color={colors[level]} style={{ marginInlineEnd: 0 }}>
      {t(`auditAlerts.levels.${level}`)}
    </Tag>
  );
}
