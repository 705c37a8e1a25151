import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Card, Steps, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Time } from '../../../parts/Time.tsx';
import { palette } from '../../../theme.ts';
import type { Decision, RequestDetail } from '../queries.ts';

type Status = 'finish' | 'process' | 'wait' | 'error';

/** The ordered steps: who decided what, when, and how it was signed. */
export function Progress({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation();
  const { request, decisions } = detail;
  const ended = request.state !== 'pending';

  const steps = request.steps.map((key) => {
    const decision = decisions.find(({ step }) => step === key);
    const status: Status = decision
      ? decision.decision === 'approve'
        ? 'finish'
        : 'error'
      : request.step === key && !ended
        ? 'process'
        : 'wait';
    return {
      title: t(`requests.steps.${key}`),
      status,
      content: decision ? (
        <Signed decision={decision} />
      ) : status === 'process' ? (
        t('requests.waitsHere')
      ) : undefined,
    };
  });
  const endStatus: Status =
    request.state === 'done'
      ? 'finish'
      : request.state === 'approved'
        ? 'process'
        : request.state === 'pending'
          ? 'wait'
          : 'error';
  return (
    <Card title={t('requests.progress')}>
      <Steps
        orientation="vertical"
        items={[
          {
            title: t('requests.submittedBy', { name: request.requesterName }),
            status: 'finish' as Status,
            content: <Time at={request.requestedAt} />,
          },
          ...steps,
          {
            title: t(
              endStatus === 'wait' ? `requests.outcomes.${request.kind}` : `requests.states.${request.state}`,
            ),
            status: endStatus,
            content: request.finishedAt ? <Time at={request.finishedAt} /> : undefined,
          },
        ]}
      />
    </Card>
  );
}

function Signed({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  return (
    <div style={{ paddingBottom: 8 }}>
      <div>
        {decision.actorName} · {t(`requests.verdicts.${decision.decision}`)} ·{' '}
        <Time at={decision.decidedAt} />
      </div>
      {decision.reason && <Typography.Text type="secondary">“{decision.reason}”</Typography.Text>}
      <div style={{ fontSize: 12 }}>
        <Tooltip title={`${decision.signer} · ${decision.signatureAlgorithm}`}>
          {decision.signatureValid ? (
            <CheckCircleFilled style={{ color: palette.good }} />
          ) : (
            <CloseCircleFilled style={{ color: palette.bad }} />
          )}{' '}
          {t(`requests.signedWith.${decision.signedWith}`)}，
          {t(decision.signatureValid ? 'requests.signatureGood' : 'requests.signatureBad')}
        </Tooltip>
      </div>
    </div>
  );
}
