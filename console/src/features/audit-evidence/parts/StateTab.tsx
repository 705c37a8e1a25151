import { useTranslation } from 'react-i18next';
import { Figure } from '../../../parts/Figure.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Time } from '../../../parts/Time.tsx';
import { type Evidence, useEvidence } from '../queries.ts';
import { CheckCard } from './CheckCard.tsx';
import { Followers } from './Followers.tsx';
import { KeyCard } from './KeyCard.tsx';
import { StoreCard } from './StoreCard.tsx';
import { Witnesses } from './Witnesses.tsx';

/** The evidence log: how much, since when, who keeps up with it, who watches it. */
export function StateTab() {
  const evidence = useEvidence();
  if (evidence.data === undefined) {
    return evidence.error ? (
      <Problem error={evidence.error} onRetry={() => void evidence.refetch()} />
    ) : (
      <Loading />
    );
  }
  const state = evidence.data;
  return (
    <div className="grid">
      <Figures state={state} />
      <div className="span-6 stack">
        <CheckCard />
        <Followers rows={state.followers} size={state.size} />
        <StoreCard />
      </div>
      <div className="span-6 stack">
        <KeyCard state={state} />
        <Witnesses rows={state.witnesses} alarmHours={state.witnessAlarmHours} />
      </div>
    </div>
  );
}

function Figures({ state }: { state: Evidence }) {
  const { t } = useTranslation();
  const hours = state.witnessAlarmHours;
  return (
    <>
      <div className="span-3">
        <Figure label={t('auditEvidence.size')} value={state.size} hint={t('auditEvidence.sizeHint')} />
      </div>
      <div className="span-3">
        <Figure
          label={t('auditEvidence.kept')}
          value={state.size - state.firstKept}
          hint={
            <>
              {t('auditEvidence.keptSince')} <Time at={state.keptSince} dateOnly />
            </>
          }
        />
      </div>
      <div className="span-3">
        <Figure
          label={t('auditEvidence.retentionDays')}
          value={state.retentionDays}
          hint={t('auditEvidence.retentionHint')}
        />
      </div>
      <div className="span-3">
        <Figure
          label={t('auditEvidence.witnesses')}
          value={state.witnesses.length}
          hint={hours === 0 ? t('auditEvidence.noAlarm') : t('auditEvidence.alarmAfter', { hours })}
        />
      </div>
    </>
  );
}
