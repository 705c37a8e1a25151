import { Alert, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { useMay } from '../../../shell/session.ts';
import { useRecords } from '../../audit-alerts/records.ts';
import { EventTable } from '../../audit-search/parts/EventTable.tsx';
import { RangePicker } from '../../audit-search/parts/RangePicker.tsx';
import { type Range, spanOf } from '../../audit-search/view.ts';
import { type Rule, type Trial, useTryRule } from '../queries.ts';

/** Runs the rule over stored records of a time; nothing is raised. */
export function TryRule({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>('7d');
  const trial = useTryRule(rule.id);
  return (
    <Card title={t('auditRules.try')}>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('auditRules.tryLead')}
      </p>
      <Flex wrap gap={12} style={{ marginBottom: 16 }}>
        <RangePicker range={range} onChange={setRange} disabled={trial.isPending} />
        <Button
          type="primary"
          size="large"
          loading={trial.isPending}
          onClick={() => trial.mutate(spanOf(range, Date.now()))}
        >
          {t('auditRules.runTrial')}
        </Button>
      </Flex>
      <Problem error={trial.error} />
      {trial.data && !trial.isPending && <Result trial={trial.data} />}
    </Card>
  );
}

function Result({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const may = useMay()('audit.events.read');
  const language = useLanguage();
  const counts = {
    events: formatCount(trial.events, language),
    matches: formatCount(trial.matches, language),
  };
  return (
    <div className="stack" data-testid="trial-result">
      <Alert
        type={trial.matches > 0 ? 'warning' : 'info'}
        showIcon
        title={t(trial.matches > 0 ? 'auditRules.trialFound' : 'auditRules.trialNone', counts)}
        description={trial.complete ? undefined : t('auditRules.trialCut')}
      />
      {trial.first.length > 0 && may && <First ids={trial.first} />}
    </div>
  );
}

/** The first records that matched, in words. */
function First({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const records = useRecords(['trial', ...ids], ids);
  return (
    <div>
      <div className="muted" style={{ marginBottom: 6 }}>
        {t('auditRules.trialFirst', { count: ids.length })}
      </div>
      <Problem error={records.error} onRetry={() => void records.refetch()} />
      <EventTable
        items={records.data ?? []}
        columns={['person', 'from']}
        busy={records.isPending}
        empty={t('auditRules.trialGone')}
        onOpen={(id) => navigate(`/audit/events/${id}`)}
        pageSize={10}
      />
    </div>
  );
}
