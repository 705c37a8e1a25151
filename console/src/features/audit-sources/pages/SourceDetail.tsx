import { Alert, App, Button, Card, Descriptions, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAuditChange } from '../../../api/audit-change.ts';
import { formatTime } from '../../../lib/format.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said, saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { useFormatTitle } from '../formats.ts';
import { Agents } from '../parts/Agents.tsx';
import { HealthTag } from '../parts/HealthTag.tsx';
import { History } from '../parts/History.tsx';
import { ParsePreview } from '../parts/ParsePreview.tsx';
import { Senders } from '../parts/Senders.tsx';
import { SourceForm } from '../parts/SourceForm.tsx';
import { type Source, updateSource, useSource } from '../queries.ts';

/** One source: what came in, how it is read, who may feed it. */
export function Page() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const source = useSource(id);
  if (source.error) return <Problem error={source.error} onRetry={() => void source.refetch()} />;
  if (source.data === undefined) return <Loading />;
  return <Detail source={source.data} back={{ to: '/audit/sources', label: t('auditSources.title') }} />;
}

function Detail({ source, back }: { source: Source; back: { to: string; label: string } }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const formatTitle = useFormatTitle();
  const [editing, setEditing] = useState(false);
  const change = useAuditChange((enabled: boolean) => updateSource(source.id, { enabled }));
  const { counts } = source;
  const letters = `/audit/dead-letters?source=${encodeURIComponent(source.id)}`;
  const own = source.kind === 'own';

  return (
    <>
      <PageHead
        back={back}
        title={
          <>
            {source.title} <HealthTag source={source} />
          </>
        }
        lead={<span className="mono">{source.id}</span>}
        actions={
          <>
            {may('audit.events.read') && (
              <Link to={`/audit/search?${new URLSearchParams({ q: `anmin.source:${source.id}` })}`}>
                <Button tabIndex={-1}>{t('auditSources.seeRecords')}</Button>
              </Link>
            )}
            {may('audit.sources.write') && !own && (
              <>
                <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>
                <Popconfirm
                  title={t(source.enabled ? 'auditSources.disable' : 'auditSources.enable')}
                  description={t(source.enabled ? 'auditSources.disableText' : 'auditSources.enableText')}
                  okText={t(source.enabled ? 'auditSources.disable' : 'auditSources.enable')}
                  onConfirm={() =>
                    change.mutate(!source.enabled, {
                      onSuccess: () => void message.success(t('common.done')),
                    })
                  }
                >
                  <Button danger={source.enabled} loading={change.isPending}>
                    {t(source.enabled ? 'auditSources.disable' : 'auditSources.enable')}
                  </Button>
                </Popconfirm>
              </>
            )}
          </>
        }
      />
      <div className="stack">
        <Problem error={change.error} />
        {source.health === 'silent' && source.silentSince !== null && (
          <Alert
            type="error"
            showIcon
            title={t('auditSources.silentSince', { at: formatTime(source.silentSince) })}
            description={t('auditSources.silentHelp')}
          />
        )}
        {source.health === 'failing' && source.pull?.lastError && (
          <Alert
            type="error"
            showIcon
            title={t('auditSources.pullFailed')}
            description={<Said>{source.pull.lastError}</Said>}
          />
        )}
        {source.health === 'never' && (
          <Alert
            type="info"
            showIcon
            title={t('auditSources.healthText.never')}
            description={t(`auditSources.kindText.${source.kind}`)}
          />
        )}
        <div className="grid">
          <div className="span-3">
            <Figure label={t('auditSources.received')} value={counts.received} />
          </div>
          <div className="span-3">
            <Figure label={t('auditSources.stored')} value={counts.stored} tone="good" />
          </div>
          <div className="span-3">
            <Figure
              label={t('auditSources.refused')}
              value={counts.refused}
              tone="bad"
              {...(may('audit.dead-letters.read') ? { to: letters } : {})}
              {...(counts.discarded > 0
                ? { hint: t('auditSources.discardedHint', { total: counts.discarded }) }
                : {})}
            />
          </div>
          <div className="span-3">
            <Figure
              label={t('auditSources.skewed')}
              value={counts.skewed}
              tone="warn"
              hint={t('auditSources.skewedHint')}
            />
          </div>
        </div>
        {may('audit.events.read') && source.health !== 'never' && <History source={source} />}
        <Card title={t('auditSources.settings')}>
          <Descriptions
            column={{ xs: 1, md: 2 }}
            items={saidItems([
              {
                key: 'class',
                label: t('auditSources.class'),
                children: t(`auditSearch.classes.${source.class}`),
              },
              {
                key: 'kind',
                label: t('auditSources.kind'),
                children: t(`auditSources.kinds.${source.kind}`),
              },
              {
                key: 'parsers',
                label: t('auditSources.parsers'),
                children: source.parsers.map(formatTitle).join(' → '),
              },
              {
                key: 'silence',
                label: t('auditSources.silence'),
                children:
                  source.silenceMinutes === 0
                    ? t('auditSources.noSilence')
                    : t('auditSources.silenceAfter', { total: source.silenceMinutes }),
              },
              { key: 'zone', label: t('auditSources.timeZone'), children: source.timeZone },
              {
                key: 'last',
                label: t('auditSources.lastSeen'),
                children: <Time at={counts.lastReceivedAt} />,
              },
              {
                key: 'refused',
                label: t('auditSources.lastRefused'),
                children: <Time at={counts.lastRefusedAt} />,
              },
              {
                key: 'changed',
                label: t('auditSources.changed'),
                children: (
                  <>
                    {source.changedBy} · <Time at={source.changedAt} />
                  </>
                ),
              },
              ...(source.pull
                ? [
                    {
                      key: 'pull',
                      label: t('auditSources.kinds.pull'),
                      children: `${source.pull.user}@${source.pull.host}:${source.pull.port}/${source.pull.database}`,
                    },
                    {
                      key: 'run',
                      label: t('auditSources.lastRun'),
                      children: <Time at={source.pull.lastRunAt} />,
                    },
                  ]
                : []),
            ])}
          />
        </Card>
        {source.kind === 'agent' && <Agents source={source} />}
        {!own && source.kind !== 'pull' && <Senders source={source} />}
        {!own && may('audit.sources.write') && <ParsePreview source={source} />}
      </div>
      {editing && <SourceForm source={source} onClose={() => setEditing(false)} />}
    </>
  );
}
