import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Said } from '../../../parts/Said.tsx';
import { useMay } from '../../../shell/session.ts';
import { FalsePositives } from '../../audit-rules/parts/FalsePositives.tsx';
import { useRules } from '../../audit-rules/queries.ts';
import { useRuleTexts } from '../../audit-rules/texts.ts';
import type { Alert } from '../queries.ts';

/** What the rule looks for, in words, and what often looks like it. */
export function RuleCard({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const may = useMay();
  const textsOf = useRuleTexts();
  const rules = useRules(may('audit.rules.read'));
  const rule = rules.data?.items.find(({ id }) => id === alert.ruleId);
  const texts = rule && textsOf(rule);
  return (
    <Card
      title={t('auditAlerts.rule')}
      extra={
        rule && <Link to={`/audit/rules/${encodeURIComponent(rule.id)}`}>{t('auditAlerts.seeRule')}</Link>
      }
    >
      {texts === undefined ? (
        <span className="muted">{rules.isPending ? t('common.loading') : t('auditAlerts.ruleGone')}</span>
      ) : (
        <>
          <div>
            <Said>{texts.description ?? texts.title}</Said>
          </div>
          {rule?.protected && (
            <div className="muted" style={{ marginTop: 8 }}>
              {t('auditRules.protectedWhy')}
            </div>
          )}
          {texts.falsePositives.length > 0 && (
            <>
              <Typography.Text strong style={{ display: 'block', marginBlock: '12px 4px' }}>
                {t('auditAlerts.falsePositives')}
              </Typography.Text>
              <FalsePositives texts={texts.falsePositives} />
            </>
          )}
        </>
      )}
    </Card>
  );
}
