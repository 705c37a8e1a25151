import { App, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditChange } from '../../../api/audit-change.ts';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { useMay } from '../../../shell/session.ts';
import { type Rule, switchRule } from '../queries.ts';
import { useRuleTitle } from '../titles.ts';

/** Switches a rule on or off, with a reason; others see how it stands. What is protected stays on. */
export function RuleSwitch({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const may = useMay();
  const title = useRuleTitle()(rule.id, rule.title);
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const change = useAuditChange((reason: string) => switchRule(rule.id, { enabled: !rule.enabled, reason }));
  const act = rule.enabled ? 'off' : 'on';
  return (
    <>
      <Switch
        checked={rule.enabled}
        disabled={rule.protected || !may('audit.rules.write')}
        aria-label={t('auditRules.enabled')}
        checkedChildren={t('auditRules.states.on')}
        unCheckedChildren={t('auditRules.states.off')}
        onClick={() => setAsking(true)}
      />
      {asking && (
        <ReasonModal
          open
          danger={rule.enabled}
          title={t(`auditRules.switch.${act}`)}
          consequence={t(`auditRules.switchConsequence.${act}`, { title })}
          confirmText={t(`auditRules.switch.${act}`)}
          onClose={() => setAsking(false)}
          onConfirm={async ({ reason }) => {
            await change.mutateAsync(reason);
            message.success(t('common.done'));
          }}
        />
      )}
    </>
  );
}
