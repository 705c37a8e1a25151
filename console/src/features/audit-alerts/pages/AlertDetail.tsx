import { App, Button, Form, Input, Alert as Notice, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { FormModal } from '../../../parts/FormModal.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { IntoCase } from '../../audit-cases/parts/IntoCase.tsx';
import { useRules } from '../../audit-rules/queries.ts';
import { useRuleTitle } from '../../audit-rules/titles.ts';
import { looksMasked } from '../../audit-search/masked.ts';
import { MaskNotice } from '../../audit-search/parts/MaskNotice.tsx';
import { useUnmasking } from '../../audit-search/queries.ts';
import { AlertStateTag } from '../parts/AlertStateTag.tsx';
import { LevelTag } from '../parts/LevelTag.tsx';
import { NewException } from '../parts/NewException.tsx';
import { Records } from '../parts/Records.tsx';
import { RuleCard } from '../parts/RuleCard.tsx';
import { SubjectCard } from '../parts/SubjectCard.tsx';
import { VerdictField } from '../parts/VerdictField.tsx';
import { type Alert, closeAlert, unmaskAlert, useAlert, type Verdict } from '../queries.ts';

/** One alert: what happened, about whom, why the rule raised it, and what is done about it. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const titleOf = useRuleTitle();
  const rules = useRules(may('audit.rules.read'));
  const { message } = App.useApp();
  const { id = '' } = useParams();
  const query = useAlert(id);
  const [asking, setAsking] = useState<'close' | 'exception' | 'case' | null>(null);
  const unmasking = useUnmasking((reason: string) => unmaskAlert(id, reason));
  const close = useAuditChange((body: { verdict: Verdict; comment: string }) => closeAlert(id, body));
  if (query.data === undefined) {
    return query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  const detail = unmasking.data ?? query.data;
  const { alert } = detail;
  const title = titleOf(alert.ruleId, alert.title);
  const isProtected = rules.data?.items.find((rule) => rule.id === alert.ruleId)?.protected ?? false;
  const stop = () => setAsking(null);
  const done = () => {
    // What was unmasked is how it stood before.
    unmasking.reset();
    message.success(t('common.done'));
  };

  return (
    <>
      <PageHead
        back={{ to: '/audit/alerts', label: t('auditAlerts.title') }}
        title={
          <>
            {title} <LevelTag level={alert.level} /> <AlertStateTag alert={alert} />
          </>
        }
        actions={
          <>
            {may('audit.cases.write') && alert.caseId === null && (
              <Button onClick={() => setAsking('case')}>{t('auditAlerts.intoCase')}</Button>
            )}
            {may('audit.exceptions.write') && (
              <Tooltip title={isProtected && t('auditRules.protectedWhy')}>
                <Button disabled={isProtected} onClick={() => setAsking('exception')}>
                  {t('auditAlerts.newException')}
                </Button>
              </Tooltip>
            )}
            {may('audit.alerts.decide') && alert.state !== 'closed' && (
              <Button type="primary" onClick={() => setAsking('close')}>
                {t('auditAlerts.close')}
              </Button>
            )}
          </>
        }
      />
      <div className="grid">
        <div className="span-8 stack">
          {(!detail.masked || hides(alert)) && (
            <MaskNotice masked={detail.masked} of="alert" unmasking={unmasking} />
          )}
          <Standing alert={alert} />
          <Records detail={detail} />
        </div>
        <div className="span-4 stack">
          <SubjectCard alert={alert} />
          <RuleCard alert={alert} />
        </div>
      </div>
      <FormModal<{ verdict: Verdict; comment: string }>
        open={asking === 'close'}
        title={t('auditAlerts.close')}
        confirmText={t('auditAlerts.close')}
        onClose={stop}
        onConfirm={async ({ verdict, comment }) => {
          await close.mutateAsync({ verdict, comment: comment.trim() });
          done();
        }}
      >
        <VerdictField />
        <Form.Item
          name="comment"
          label={t('auditAlerts.comment')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input.TextArea rows={3} maxLength={2000} placeholder={t('auditAlerts.commentHint')} />
        </Form.Item>
      </FormModal>
      <NewException alert={alert} title={title} open={asking === 'exception'} onClose={stop} onDone={done} />
      <IntoCase alert={alert} title={title} open={asking === 'case'} onClose={stop} />
    </>
  );
}

/** Whether something of it is masked. */
const hides = ({ title, user, address, host, comment }: Alert) =>
  [title, user, address, host, comment].some(looksMasked);

/** What was decided, what holds it back, to which case it belongs. */
function Standing({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  return (
    <>
      {alert.state === 'closed' && (
        <Notice
          type={alert.verdict === 'true-positive' ? 'warning' : 'success'}
          showIcon
          data-testid="alert-verdict"
          title={t('auditAlerts.closedAs', {
            verdict: alert.verdict ? t(`auditAlerts.verdicts.${alert.verdict}`) : '—',
            by: alert.closedBy,
          })}
          description={
            <>
              <Said>{alert.comment}</Said> <span className="muted">· </span>
              <Time at={alert.closedAt} />
            </>
          }
        />
      )}
      {alert.exceptionId !== null && (
        <Notice
          type="info"
          showIcon
          title={t('auditAlerts.suppressedBy')}
          action={<Link to="/audit/alerts?view=exceptions">{t('auditAlerts.views.exceptions')}</Link>}
        />
      )}
      {alert.caseId !== null && (
        <Notice
          type="info"
          showIcon
          title={t('auditAlerts.inCase')}
          action={<Link to={`/audit/cases/${alert.caseId}`}>{t('auditAlerts.seeCase')}</Link>}
        />
      )}
    </>
  );
}
