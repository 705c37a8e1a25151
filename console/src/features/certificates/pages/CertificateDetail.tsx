import { Alert, Card, Descriptions, Tag, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { colonHex } from '../../../lib/bytes.ts';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said, saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { CertificateActions } from '../parts/CertificateActions.tsx';
import { useEventText } from '../parts/event-text.ts';
import { HistoryActor } from '../parts/HistoryActor.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { useCertificate } from '../queries.ts';

/** One certificate: what it says, who vouches for it, what happened to it. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const eventText = useEventText();
  const { id = '' } = useParams();
  const query = useCertificate(id);
  if (query.data === undefined) {
    return query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  const { certificate, fields, chain, history, requestId, renewedFromId, renewedById } = query.data;

  return (
    <>
      <PageHead
        back={{ to: '/certificates/list', label: t('certificates.listTitle') }}
        title={
          <>
            {certificate.commonName} <StateTag state={certificate.state} />
          </>
        }
        lead={[words(certificate.profileTitle), certificate.organisationName].filter(Boolean).join(' · ')}
        actions={<CertificateActions detail={query.data} />}
      />
      <div className="stack">
        {certificate.revokedAt && (
          <Alert
            type={certificate.state === 'suspended' ? 'warning' : 'error'}
            showIcon
            title={
              <>
                {t(certificate.state === 'suspended' ? 'certificates.suspendedAt' : 'certificates.revokedAt')}{' '}
                <Time at={certificate.revokedAt} />
                {certificate.revocationReason &&
                  ` · ${t(`requests.reasons.${certificate.revocationReason}` as 'requests.reasons.unspecified', { defaultValue: certificate.revocationReason })}`}
              </>
            }
          />
        )}
        {renewedById && (
          <Alert
            type="info"
            showIcon
            title={<Link to={`/certificates/${renewedById}`}>{t('certificates.renewedBy')}</Link>}
          />
        )}
        <div className="grid">
          <Card className="span-8" title={t('certificates.about')}>
            <Descriptions
              column={1}
              size="small"
              styles={{ label: { width: 150 } }}
              items={saidItems([
                {
                  label: t('certificates.serial'),
                  children: (
                    <Typography.Text copyable className="mono">
                      {certificate.serial}
                    </Typography.Text>
                  ),
                },
                { label: t('certificates.holder'), children: certificate.holderName ?? '—' },
                {
                  label: t('certificates.validity'),
                  children: (
                    <span>
                      <Time at={certificate.notBefore} /> — <Time at={certificate.notAfter} />
                    </span>
                  ),
                },
                { label: t('certificates.key'), children: certificate.keyAlgorithm },
                {
                  label: t('certificates.fingerprint'),
                  children: <span className="mono">{colonHex(certificate.fingerprint)}</span>,
                },
                {
                  label: t('certificates.origin'),
                  children: (
                    <>
                      {requestId ? (
                        <Link to={`/requests/${requestId}`}>{t('certificates.request')}</Link>
                      ) : (
                        '—'
                      )}
                      {renewedFromId && (
                        <Link to={`/certificates/${renewedFromId}`} style={{ marginInlineStart: 16 }}>
                          {t('certificates.renewedFrom')}
                        </Link>
                      )}
                    </>
                  ),
                },
              ])}
            />
          </Card>
          <Card className="span-4" title={t('certificates.chain')} style={{ height: '100%' }}>
            <Timeline
              items={[...chain.toReversed(), certificate].map((link) => ({
                key: link.fingerprint,
                color: link === certificate ? 'blue' : 'gray',
                content: (
                  <>
                    <div style={{ wordBreak: 'break-all' }}>
                      <Said>{link.subject}</Said>
                    </div>
                    <div className="muted" style={{ fontSize: 12 }}>
                      {t('certificates.notAfter')} <Time at={link.notAfter} dateOnly />
                    </div>
                  </>
                ),
              }))}
            />
          </Card>
          <Card className="span-8" title={t('certificates.decoded')}>
            <Descriptions
              column={1}
              size="small"
              bordered
              styles={{ label: { width: 220 } }}
              items={saidItems(
                fields.map((field, index) => ({
                  key: index,
                  label: (
                    <>
                      {words(field.label)}{' '}
                      {field.critical && <Tag color="volcano">{t('certificates.critical')}</Tag>}
                    </>
                  ),
                  children: (
                    <span className="mono" style={{ whiteSpace: 'pre-wrap' }}>
                      {field.value}
                    </span>
                  ),
                })),
              )}
            />
          </Card>
          <Card className="span-4" title={t('certificates.history')} style={{ height: '100%' }}>
            <Timeline
              items={history.map((entry, index) => ({
                key: index,
                content: (
                  <>
                    <div>{eventText(entry.event)}</div>
                    <div className="muted" style={{ fontSize: 12 }}>
                      <Time at={entry.time} /> · <HistoryActor name={entry.actorName} />
                    </div>
                  </>
                ),
              }))}
            />
          </Card>
          <Card className="span-12" title="PEM">
            <Typography.Paragraph copyable={{ text: query.data.pem }} style={{ marginBottom: 0 }}>
              <pre className="mono" style={{ margin: 0, maxHeight: 260, overflow: 'auto' }}>
                {query.data.pem}
              </pre>
            </Typography.Paragraph>
          </Card>
        </div>
      </div>
    </>
  );
}
