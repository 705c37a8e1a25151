import { Card, Flex, theme } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { classes } from '../../audit-search/presets.ts';
import { type Alert, type Level, levels, useAlertSummary } from '../queries.ts';
import { LevelTag } from './LevelTag.tsx';

type Props = {
  shown: { class?: string | undefined; level?: string | undefined };
  onPick: (pick: { class: Alert['class'] | undefined; level: Level | undefined }) => void;
};

/** Open alerts by class and level; each figure narrows the list to its class, from its level on. */
export function Summary({ shown, onPick }: Props) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const { data } = useAlertSummary();
  const language = useLanguage();
  return (
    <div className="grid" style={{ marginBottom: 16 }} data-testid="alert-summary">
      {classes.map((name) => {
        const own = (data ?? []).filter((row) => row.class === name);
        const total = own.reduce((sum, { count }) => sum + count, 0);
        const picked = shown.class === name;
        return (
          <Card
            key={name}
            className="span-3"
            size="small"
            style={picked ? { borderColor: token.colorPrimary } : undefined}
          >
            <Flex justify="space-between" align="baseline" gap={8}>
              <button
                type="button"
                className="alert-count"
                aria-pressed={picked}
                onClick={() => onPick({ class: picked && !shown.level ? undefined : name, level: undefined })}
              >
                {t(`auditSearch.classes.${name}`)}
              </button>
              <span
                style={{
                  fontSize: 22,
                  fontWeight: 600,
                  color: total > 0 ? token.colorError : token.colorTextTertiary,
                }}
              >
                {data === undefined ? '–' : formatCount(total, language)}
              </span>
            </Flex>
            <Flex wrap gap={8} style={{ minHeight: 24, marginTop: 4 }}>
              {levels.map((level) => {
                const count = own.find((row) => row.level === level)?.count ?? 0;
                return count === 0 ? null : (
                  <button
                    key={level}
                    type="button"
                    className="alert-count"
                    onClick={() => onPick({ class: name, level })}
                  >
                    <LevelTag level={level} /> {formatCount(count, language)}
                  </button>
                );
              })}
              {data !== undefined && total === 0 && (
                <span className="muted">{t('auditAlerts.noneOpen')}</span>
              )}
            </Flex>
          </Card>
        );
      })}
    </div>
  );
}
