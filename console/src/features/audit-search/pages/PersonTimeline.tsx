import { Button, Card, Drawer, Empty, Flex, Input } from 'antd';
import { startTransition, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { dotsOf } from '../days.ts';
import { DayLines } from '../parts/DayLines.tsx';
import { EventPanel } from '../parts/EventPanel.tsx';
import { EventTable } from '../parts/EventTable.tsx';
import { RangePicker } from '../parts/RangePicker.tsx';
import { searchLink } from '../pivots.ts';
import { useEventSearch } from '../queries.ts';
import { personQuery } from '../query-text.ts';
import { type Range, readRange, spanOf, writeRange } from '../view.ts';

/** What one person did, day by day. */
export function Page() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const name = params.get('name') ?? '';
  const text = params.get('range') ?? '7d';
  const range = useMemo(() => readRange(text), [text]);
  const event = params.get('event') ?? undefined;
  const [look, setLook] = useState({ round: 0, now: Date.now() });
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);

  const go = (next: { name?: string; range?: Range; event?: string | undefined }) => {
    if (next.name !== undefined || next.range !== undefined)
      // With the address, which changes in a transition: apart, the old query would be asked once more.
      startTransition(() => setLook(({ round }) => ({ round: round + 1, now: Date.now() })));
    const kept = { name, range: writeRange(range), ...(event && !('event' in next) ? { event } : {}) };
    const changed = {
      ...(next.name === undefined ? {} : { name: next.name }),
      ...(next.range === undefined ? {} : { range: writeRange(next.range) }),
      ...(next.event === undefined ? {} : { event: next.event }),
    };
    setParams(new URLSearchParams({ ...kept, ...changed }), { replace: !('event' in next) });
  };

  const query = name === '' ? '' : personQuery(name);
  const search = useEventSearch(
    { query, ...spanOf(range, look.now), order: 'newest', buckets: 0, facets: [] },
    look.round,
    name !== '',
  );
  const items = useMemo(
    () => (name === '' ? [] : (search.data?.pages.flatMap((page) => page.items) ?? [])),
    [name, search.data],
  );
  const { days, dots } = useMemo(() => dotsOf(items), [items]);
  const open = (id: string) => go({ event: id });

  return (
    <>
      <PageHead
        title={name === '' ? t('auditSearch.timeline') : t('auditSearch.timelineOf', { name })}
        lead={t('auditSearch.timelineLead')}
        actions={name !== '' && <Link to={searchLink(query, range)}>{t('auditSearch.asSearch')}</Link>}
      />
      <div className="stack">
        <Flex gap={8} wrap>
          <Input
            size="large"
            allowClear
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onPressEnter={() => go({ name: typed.trim(), event: undefined })}
            placeholder={t('auditSearch.personHint')}
            aria-label={t('auditSearch.personHint')}
            style={{ flex: '0 1 320px' }}
          />
          <RangePicker range={range} onChange={(next) => go({ range: next })} />
          <Button
            type="primary"
            size="large"
            loading={search.isFetching && !search.isFetchingNextPage}
            onClick={() => go({ name: typed.trim(), event: undefined })}
          >
            {t('common.search')}
          </Button>
        </Flex>
        <Problem error={search.error} onRetry={() => void search.refetch()} />
        {name === '' ? (
          <Card>
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('auditSearch.timelineStart')} />
          </Card>
        ) : (
          <>
            {dots.length > 0 && (
              <Card>
                <DayLines days={days} dots={dots} onOpen={open} />
              </Card>
            )}
            <Card styles={{ body: { padding: 0 } }}>
              <EventTable
                items={items}
                columns={['from', 'host', 'source']}
                open={event}
                busy={search.isFetching && !search.isFetchingNextPage}
                empty={t('auditSearch.timelineEmpty', { name })}
                onOpen={open}
              />
            </Card>
            {search.hasNextPage && (
              <Button block loading={search.isFetchingNextPage} onClick={() => void search.fetchNextPage()}>
                {t('auditSearch.more')}
              </Button>
            )}
          </>
        )}
      </div>
      <Drawer
        open={event !== undefined}
        onClose={() => go({ event: undefined })}
        size={760}
        title={t('auditSearch.event')}
        destroyOnHidden
      >
        {event && <EventPanel key={event} id={event} onOpen={open} />}
      </Drawer>
    </>
  );
}
