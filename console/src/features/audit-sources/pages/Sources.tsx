import { Button, Card, Table, theme } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { HealthTag } from '../parts/HealthTag.tsx';
import { ListenersCard } from '../parts/ListenersCard.tsx';
import { SourceForm } from '../parts/SourceForm.tsx';
import { type Source, useSources } from '../queries.ts';

const gravity = { silent: 0, failing: 0, never: 1, ok: 2, disabled: 3 } as const;

/** Every source with its health: those that need somebody come first. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const sources = useSources();
  const [creating, setCreating] = useState(false);
  const items = sources.data?.items ?? [];
  const count = (...healths: readonly Source['health'][]) =>
    items.filter(({ health }) => healths.includes(health)).length;
  const refused = items.reduce((sum, source) => sum + source.counts.refused, 0);
  const sorted = [...items].sort(
    (a, b) => gravity[a.health] - gravity[b.health] || a.title.localeCompare(b.title),
  );

  return (
    <>
      <PageHead
        title={t('auditSources.title')}
        lead={t('auditSources.lead')}
        actions={
          may('audit.sources.write') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('auditSources.create')}
            </Button>
          )
        }
      />
      <div className="stack">
        <Problem error={sources.error} onRetry={() => void sources.refetch()} />
        {sources.data && (
          <div className="grid">
            <div className="span-3">
              <Figure label={t('auditSources.health.ok')} value={count('ok')} tone="good" />
            </div>
            <div className="span-3">
              <Figure label={t('auditSources.inTrouble')} value={count('silent', 'failing')} tone="bad" />
            </div>
            <div className="span-3">
              <Figure label={t('auditSources.health.never')} value={count('never')} tone="warn" />
            </div>
            <div className="span-3">
              <Figure
                label={t('auditSources.refusedAll')}
                value={refused}
                tone="warn"
                {...(may('audit.dead-letters.read') ? { to: '/audit/dead-letters' } : {})}
              />
            </div>
          </div>
        )}
        <Card styles={{ body: { padding: 0 } }}>
          <TableFrame minWidth={740}>
            <Table<Source>
              rowKey="id"
              loading={sources.isPending && { delay: 200 }}
              dataSource={sorted}
              pagination={false}
              locale={{ emptyText: sources.isPending ? ' ' : t('auditSources.empty') }}
              rowClassName="clickable-row"
              onRow={(row) => ({ onClick: () => navigate(`/audit/sources/${row.id}`) })}
              columns={[
                {
                  title: t('auditSources.source'),
                  key: 'title',
                  render: (_, row) => (
                    <>
                      <Link to={`/audit/sources/${row.id}`}>
                        <Said>{row.title}</Said>
                      </Link>
                      <div className="muted mono">{row.id}</div>
                    </>
                  ),
                },
                {
                  title: t('auditSources.class'),
                  key: 'class',
                  width: 130,
                  render: (_, row) => (
                    <>
                      {t(`auditSearch.classes.${row.class}`)}
                      <div className="muted" style={{ fontSize: 12 }}>
                        {t(`auditSources.kinds.${row.kind}`)}
                      </div>
                    </>
                  ),
                },
                {
                  title: t('common.state'),
                  key: 'health',
                  width: 96,
                  render: (_, row) => <HealthTag source={row} />,
                },
                {
                  title: t('auditSources.countsHead'),
                  key: 'counts',
                  width: 210,
                  render: (_, row) => <CountsLine counts={row.counts} />,
                },
                {
                  title: t('auditSources.lastSeen'),
                  key: 'last',
                  width: 150,
                  render: (_, row) => <Time at={row.counts.lastReceivedAt} />,
                },
              ]}
            />
          </TableFrame>
        </Card>
        {sources.data && <ListenersCard listeners={sources.data.listeners} />}
      </div>
      {creating && (
        <SourceForm onClose={() => setCreating(false)} onDone={(id) => navigate(`/audit/sources/${id}`)} />
      )}
    </>
  );
}

/** received = stored + refused (+ waiting). */
function CountsLine({ counts }: { counts: Source['counts'] }) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const language = useLanguage();
  const say = (value: number) => formatCount(value, language);
  return (
    <span className="audit-number nowrap">
      {say(counts.received)} = {say(counts.stored)} +{' '}
      <span style={{ color: counts.refused > 0 ? token.colorError : undefined }}>{say(counts.refused)}</span>
      {counts.waiting > 0 && ` + ${t('auditSources.waiting', { total: say(counts.waiting) })}`}
    </span>
  );
}
