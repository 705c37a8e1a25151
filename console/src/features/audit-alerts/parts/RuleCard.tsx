import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../../shell/session.ts';
import { useRules } from '../../audit-rules/queries.ts';
import type { Alert } from '../queries.ts';

/** What the rule looks for, in words, and what often looks like it. */
export function RuleCard({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const may = useMay();
  const rules = useRules(may('audit.rules.read'));
  const rule = rules.data?.items.find(({ id }) => id === alert.ruleId);
  return (
    <Card
      title={t('auditAlerts.rule')}
      extra={
        rule && <Link to={`/audit/rules/${encodeURIComponent(rule.id)}`}>{t('auditAlerts.seeRule')}</Link>
      }
    >
      {rule === undefined ? (
        <span className="muted">{rules.isPending ? t('common.loading') : t('auditAlerts.ruleGone')}</span>
      ) : (
        <>
          <div>{rule.description ?? rule.title}</div>
          {rule.falsePositives.length > 0 && (
            <>
              <Typography.Text strong style={{ display: 'block', marginTop: 12 }}>
                {t('auditAlerts.falsePositives')}
              </Typography.Text>
              <ul style={{ margin: '4px 0 0', paddingInlineStart: 20 }}>
                {rule.falsePositives.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Card>
  );
}
