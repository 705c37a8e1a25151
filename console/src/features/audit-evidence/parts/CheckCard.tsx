import { Alert, Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { findingsOf } from '../findings.ts';
import { type Check, useCheckEvidence } from '../queries.ts';

/** Reads every record that is kept and recomputes every hash; says what it proved, nothing before. */
export function CheckCard() {
  const { t } = useTranslation();
  const check = useCheckEvidence();
  return (
    <Card
      title={t('auditEvidence.check')}
      extra={
        <Button type="primary" loading={check.isPending} onClick={() => check.mutate()}>
          {t('auditEvidence.checkNow')}
        </Button>
      }
    >
      <div className="stack">
        <span className="muted">{t('auditEvidence.checkLead')}</span>
        <Problem error={check.error} />
        {check.data && !check.isPending && <Result check={check.data} />}
      </div>
    </Card>
  );
}

function Result({ check }: { check: Check }) {
  const { t } = useTranslation();
  const words = useWords();
  const checked = formatCount(check.checked, useLanguage());
  const findings = findingsOf(check.findings);
  return (
    <Alert
      type={check.ok ? 'success' : 'error'}
      showIcon
      data-testid="evidence-check"
      title={
        check.ok
          ? t('auditEvidence.sound', { checked })
          : t('auditEvidence.unsound', { count: findings.length })
      }
      description={
        findings.length > 0 && (
          <ul style={{ margin: 0, paddingInlineStart: 20, maxHeight: 320, overflow: 'auto' }}>
            {findings.map((finding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list stands as it is
              <li key={index}>
                {words(finding)} <span className="mono muted">{finding.file}</span>
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
