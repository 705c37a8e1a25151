import { FilterOutlined, PauseOutlined, PlayCircleOutlined, SyncOutlined } from '@ant-design/icons';
import { Alert, Badge, Button, Card, Drawer, Flex, Segmented, Skeleton } from 'antd';
import { startTransition, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { useMay } from '../../../shell/session.ts';
import { exportLink } from '../../audit-evidence/link.ts';
import { useMayExport } from '../../audit-evidence/may-export.ts';
import { EventPanel } from '../parts/EventPanel.tsx';
import { EventTable } from '../parts/EventTable.tsx';
import { Facets } from '../parts/Facets.tsx';
import { Histogram } from '../parts/Histogram.tsx';
import { QueryBar } from '../parts/QueryBar.tsx';
import { RangePicker } from '../parts/RangePicker.tsx';
import { SavedSearches } from '../parts/SavedSearches.tsx';
import { type Area, areaOf, presets } from '../presets.ts';
import { useEventSearch, useTail } from '../queries.ts';
import { narrowed, toggled } from '../query-text.ts';
import { readView, spanOf, type View, writeView } from '../view.ts';

/** The page of an area begins anew when another is opened. */
export function Page() {
  const area = areaOf(useParams().area);
  return <SearchPage key={area} area={area} />;
}

/** Searches the records; the whole view is in the address. */
function SearchPage({ area }: { area: Area }) {
  const { t } = useTranslation();
  const may = useMay();
  const mayExport = useMayExport();
  const [params, setParams] = useSearchParams();
  const key = params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the state
  const view = useMemo(() => readView(params), [key]);
  // A range that ends now is looked at again only when the person asks.
  const [look, setLook] = useState({ round: 0, now: Date.now() });
  const [paused, setPaused] = useState(false);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const preset = presets[area];
  const chinese = useLanguage() === 'zh';

  const change = (next: Partial<View>) => {
    if (next.query !== undefined || next.range !== undefined)
      // With the address, which changes in a transition: apart, the old query would be asked once more.
      startTransition(() => setLook(({ round }) => ({ round: round + 1, now: Date.now() })));
    setParams(writeView({ ...view, ...next }), { replace: next.event === undefined && !('event' in next) });
  };

  const full = area === 'all' ? view.query : narrowed(view.query, `anmin.class:${area}`);
  const shift = full.startsWith('(') && !view.query.trim().startsWith('(') ? 1 : 0;
  const span = spanOf(view.range, look.now);
  const search = useEventSearch(
    { query: full, ...span, order: view.order, buckets: 60, facets: preset.facets },
    look.round,
    !view.live,
  );
  const tail = useTail(full, view.live, paused);
  const first = search.data?.pages[0];
  const total = first?.histogram.reduce((sum, { count }) => sum + count, 0);
  const error = view.live ? tail.error : search.error;
  const found = search.error === null ? (search.data?.pages.flatMap(({ items }) => items) ?? []) : [];

  const open = (id: string) => change({ event: id });
  const empty = error
    ? t('auditSearch.emptyFault')
    : view.live
      ? t(paused ? 'auditSearch.livePaused' : 'auditSearch.liveWaiting')
      : t(view.query === '' ? 'auditSearch.emptyRange' : 'auditSearch.emptyQuery');

  return (
    <>
      <PageHead
        title={t(`auditSearch.areas.${area}.title`)}
        lead={t(`auditSearch.areas.${area}.lead`)}
        actions={
          <>
            <SavedSearches
              query={view.query}
              range={view.range}
              onOpen={(query, range) => change({ query, range, live: false })}
            />
            {mayExport && !view.live && (
              <Link to={exportLink(full, span)}>
                <Button>{t('auditEvidence.newExport')}</Button>
              </Link>
            )}
          </>
        }
      />
      <div className="stack">
        {!may('audit.events.read') && <Alert type="info" showIcon title={t('auditSearch.auditorsOnly')} />}
        <QueryBar
          query={view.query}
          busy={search.isFetching && !search.isFetchingNextPage}
          error={error}
          shift={shift}
          onSearch={(query) => change({ query: query.trim() })}
        >
          <RangePicker range={view.range} disabled={view.live} onChange={(range) => change({ range })} />
        </QueryBar>
        <div className="audit-layout">
          {!view.live && search.error === null && (
            <aside data-open={filtersOpen}>
              <Card size="small" styles={{ body: { padding: 12 } }}>
                {first ? (
                  <Facets
                    facets={first.facets}
                    query={view.query}
                    onPick={(field, value, exclude) =>
                      change({ query: toggled(view.query, field, value, { exclude, chinese }) })
                    }
                  />
                ) : (
                  <Skeleton active={search.isFetching} paragraph={{ rows: 10 }} title={false} />
                )}
              </Card>
            </aside>
          )}
          <main className="stack" data-wide={view.live || search.error !== null}>
            {!view.live && first && search.error === null && (
              <Card size="small" styles={{ body: { padding: '10px 12px 6px' } }}>
                <Histogram buckets={first.histogram} end={span.to} onSpan={(range) => change({ range })} />
              </Card>
            )}
            <Flex justify="space-between" align="center" gap={12} wrap>
              <span data-testid="found">
                {view.live ? (
                  <Badge
                    status={paused ? 'default' : 'processing'}
                    text={t(paused ? 'auditSearch.livePaused' : 'auditSearch.liveOn')}
                  />
                ) : (
                  total !== undefined &&
                  t('auditSearch.found', { total: formatCount(total, chinese ? 'zh' : 'en') })
                )}
              </span>
              <Flex gap={8} wrap>
                {!view.live && (
                  <>
                    <Button
                      className="audit-filters-button"
                      icon={<FilterOutlined />}
                      aria-expanded={filtersOpen}
                      onClick={() => setFiltersOpen(!filtersOpen)}
                    >
                      {t('auditSearch.facets')}
                    </Button>
                    <Segmented
                      value={view.order}
                      onChange={(order) => change({ order })}
                      options={(['newest', 'oldest'] as const).map((value) => ({
                        value,
                        label: t(`auditSearch.orders.${value}`),
                      }))}
                    />
                  </>
                )}
                {view.live && (
                  <Button
                    icon={paused ? <PlayCircleOutlined /> : <PauseOutlined />}
                    onClick={() => setPaused(!paused)}
                  >
                    {t(paused ? 'auditSearch.resume' : 'auditSearch.pause')}
                  </Button>
                )}
                <Button
                  type={view.live ? 'primary' : 'default'}
                  icon={<SyncOutlined spin={view.live && !paused} />}
                  onClick={() => {
                    setPaused(false);
                    change({ live: !view.live, range: view.range });
                  }}
                >
                  {t(view.live ? 'auditSearch.liveEnd' : 'auditSearch.liveStart')}
                </Button>
              </Flex>
            </Flex>
            <Card styles={{ body: { padding: 0 } }}>
              <EventTable
                items={view.live ? tail.items : found}
                columns={preset.columns}
                open={view.event}
                busy={!view.live && search.isFetching && !search.isFetchingNextPage}
                empty={empty}
                onOpen={open}
              />
            </Card>
            {!view.live && search.hasNextPage && search.error === null && (
              <Button
                block
                loading={search.isFetchingNextPage}
                onClick={() => void search.fetchNextPage()}
                data-testid="more"
              >
                {t('auditSearch.more')}
              </Button>
            )}
            {!view.live && search.isFetchNextPageError && <Problem error={search.error} />}
          </main>
        </div>
      </div>
      <Drawer
        open={view.event !== undefined}
        onClose={() => change({ event: undefined })}
        size={760}
        title={t('auditSearch.event')}
        extra={view.event && <Link to={`/audit/events/${view.event}`}>{t('auditSearch.ownPage')}</Link>}
        destroyOnHidden
      >
        {view.event && <EventPanel key={view.event} id={view.event} onOpen={open} />}
      </Drawer>
    </>
  );
}
