import { Alert, App, Button, Card, Descriptions } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { saidItems } from '../../../parts/Said.tsx';
import { Tags } from '../../../parts/Tags.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { useMe } from '../../../shell/session.ts';
import { CollectCard } from '../parts/CollectCard.tsx';
import { DecisionCard } from '../parts/DecisionCard.tsx';
import { Progress } from '../parts/Progress.tsx';
import { RequestStateTag } from '../parts/RequestStateTag.tsx';
import { type RequestDetail, useRequest, useRequestChange, withdrawRequest } from '../queries.ts';

/** One request: what is asked for, by whom, who decided, what came of it. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const me = useMe();
  const { message } = App.useApp();
  const { id = '' } = useParams();
  const query = useRequest(id);
  const [withdrawing, setWithdrawing] = useState(false);
  const withdraw = useRequestChange((reason: string) => withdrawRequest(id, reason));
  if (query.data === undefined) {
    return query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  const { request } = query.data;
  const result = request.resultCertificateId;

  return (
    <>
      <PageHead
        back={{ to: '/requests', label: t('requests.title') }}
        title={
          <>
            {t(`requests.kinds.${request.kind}`)} · {words(request.profileTitle)}{' '}
            <RequestStateTag request={request} />
          </>
        }
        lead={request.number}
        actions={
          <>
            {result && (
              <Link to={`/certificates/${result}`}>
                <Button type="primary">
                  {t(request.kind === 'renew' ? 'requests.seeNewCertificate' : 'requests.seeCertificate')}
                </Button>
              </Link>
            )}
            {request.state === 'pending' && request.requesterId === me.accountId && (
              <Button onClick={() => setWithdrawing(true)}>{t('requests.withdraw')}</Button>
            )}
          </>
        }
      />
      <div className="grid">
        <div className="span-8 stack">
          {request.failure && (
            <Alert
              type="error"
              showIcon
              title={words(request.failure.message)}
              description={<span className="mono">{request.failure.code}</span>}
            />
          )}
          <Collection detail={query.data} />
          {request.decidable && <DecisionCard request={request} />}
          <Asked detail={query.data} />
        </div>
        <div className="span-4">
          <Progress detail={query.data} />
        </div>
      </div>
      <ReasonModal
        open={withdrawing}
        danger
        title={t('requests.withdraw')}
        consequence={t('requests.withdrawConsequence', { number: request.number })}
        confirmText={t('requests.withdraw')}
        onClose={() => setWithdrawing(false)}
        onConfirm={async ({ reason }) => {
          await withdraw.mutateAsync(reason);
          message.success(t('common.done'));
        }}
      />
    </>
  );
}

/** The key that waits: to be collected here, or who has to. */
function Collection({ detail: { request, collection } }: { detail: RequestDetail }) {
  const { t } = useTranslation();
  if (collection === null) return null;
  if (collection.mayCollect) return <CollectCard requestId={request.id} />;
  const { holder, requesterName } = request;
  const who = collection.holderOnly ? 'holder' : holder.kind === 'person' ? 'both' : 'requester';
  return (
    <Alert
      type="info"
      showIcon
      data-testid="collect-by"
      title={t('requests.keyWaits')}
      description={t(`requests.collectBy.${who}`, { holder: holder.name, requester: requesterName })}
    />
  );
}

function Asked({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation();
  const { request, preview } = detail;
  return (
    <>
      <Card title={t('requests.asked')}>
        <Descriptions
          column={1}
          size="small"
          styles={{ label: { width: 170 } }}
          items={saidItems([
            {
              label: t('requests.holder'),
              children: (
                <div>
                  {request.holder.name}（{request.holder.number}）
                  <div className="muted">{request.holder.organisationPath.join(' / ')}</div>
                </div>
              ),
            },
            { label: t('requests.reason'), children: request.reason },
            ...(request.revocationReason
              ? [
                  {
                    label: t('requests.revocationReason'),
                    children: t(
                      `requests.reasons.${request.revocationReason}` as 'requests.reasons.unspecified',
                      {
                        defaultValue: request.revocationReason,
                      },
                    ),
                  },
                ]
              : []),
            ...(request.certificateId
              ? [
                  {
                    label: t('requests.certificate'),
                    children: (
                      <Link to={`/certificates/${request.certificateId}`}>
                        {t('requests.seeCertificate')}
                      </Link>
                    ),
                  },
                ]
              : []),
            ...(request.delivery
              ? [{ label: t('requests.keyOrigin'), children: t(`requests.deliveries.${request.delivery}`) }]
              : []),
            { label: t('requests.expiresAt'), children: <Time at={request.expiresAt} /> },
          ])}
        />
      </Card>
      {preview && (
        <Card title={t('requests.preview')}>
          <Descriptions
            column={1}
            size="small"
            styles={{ label: { width: 170 } }}
            items={saidItems([
              { label: t('certificates.subject'), children: <span className="mono">{preview.subject}</span> },
              ...(preview.dnsNames.length
                ? [{ label: t('requests.dnsNames'), children: <Tags values={preview.dnsNames} /> }]
                : []),
              ...(preview.ipAddresses.length
                ? [{ label: t('requests.ipAddresses'), children: <Tags values={preview.ipAddresses} /> }]
                : []),
              ...(preview.emails.length
                ? [{ label: t('setUp.email'), children: <Tags values={preview.emails} /> }]
                : []),
              {
                label: t('requests.keyAlgorithm'),
                children: t(`requests.algorithms.${preview.keyAlgorithm}` as 'requests.algorithms.ec-p256', {
                  defaultValue: preview.keyAlgorithm,
                }),
              },
              { label: t('requests.days'), children: preview.days },
              { label: t('requests.keyUsage'), children: <Tags values={preview.keyUsage} /> },
              { label: t('requests.extendedKeyUsage'), children: <Tags values={preview.extendedKeyUsage} /> },
            ])}
          />
        </Card>
      )}
    </>
  );
}
