import { Button, Card, Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { saidItems } from '../../../parts/Said.tsx';
import { Tags } from '../../../parts/Tags.tsx';
import { NotFoundPage } from '../../../shell/CrashPage.tsx';
import { useMay } from '../../../shell/session.ts';
import { LevelTag } from '../../audit-alerts/parts/LevelTag.tsx';
import { FalsePositives } from '../parts/FalsePositives.tsx';
import { ProtectedTag } from '../parts/ProtectedTag.tsx';
import { RuleSwitch } from '../parts/RuleSwitch.tsx';
import { TryRule } from '../parts/TryRule.tsx';
import { useRules } from '../queries.ts';
import { useRuleTexts } from '../texts.ts';

/** One rule: what it finds, what looks like it, whether it is on; it can be tried before. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const textsOf = useRuleTexts();
  const { id = '' } = useParams();
  const rules = useRules();
  if (rules.data === undefined) {
    return rules.error ? <Problem error={rules.error} onRetry={() => void rules.refetch()} /> : <Loading />;
  }
  const rule = rules.data.items.find((known) => known.id === id);
  if (rule === undefined) return <NotFoundPage />;
  const { title, description, falsePositives } = textsOf(rule);
  return (
    <>
      <PageHead
        back={{ to: '/audit/rules', label: t('auditRules.title') }}
        title={
          <>
            {title} <LevelTag level={rule.level} /> {rule.protected && <ProtectedTag />}
          </>
        }
        lead={description}
        actions={
          may('audit.alerts.read') && (
            <Link to={`/audit/alerts?rule=${encodeURIComponent(rule.id)}`}>
              <Button>{t('auditRules.seeAlerts')}</Button>
            </Link>
          )
        }
      />
      <div className="grid">
        <div className="span-4">
          <Card title={t('auditRules.about')}>
            <Descriptions
              column={1}
              size="small"
              styles={{ label: { width: 120 } }}
              items={saidItems([
                {
                  label: t('common.state'),
                  children: (
                    <div>
                      <RuleSwitch rule={rule} />
                      {rule.protected && <div className="muted">{t('auditRules.protectedWhy')}</div>}
                    </div>
                  ),
                },
                { label: t('auditRules.kind'), children: t(`auditRules.kinds.${rule.kind}`) },
                {
                  label: t('auditAlerts.falsePositives'),
                  children: falsePositives.length > 0 ? <FalsePositives texts={falsePositives} /> : '—',
                },
                { label: t('auditRules.tags'), children: <Tags values={rule.tags} /> },
                {
                  label: t('auditRules.file'),
                  children: <span className="mono">{rule.file}</span>,
                },
                {
                  label: t('auditRules.id'),
                  children: <span className="mono">{rule.id}</span>,
                },
              ])}
            />
          </Card>
        </div>
        <div className="span-8">{may('audit.events.search') && <TryRule rule={rule} />}</div>
      </div>
    </>
  );
}
