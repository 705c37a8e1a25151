import { Input, Select, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useListState } from '../../../lib/list-state.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { classes } from '../../audit-search/presets.ts';
import { AlertTable } from '../parts/AlertTable.tsx';
import { ExceptionTab } from '../parts/ExceptionTab.tsx';
import { Summary } from '../parts/Summary.tsx';
import { alertStates, levels, useAlerts } from '../queries.ts';

const views = [...alertStates, 'exceptions'] as const;

/** What the rules found, and what holds findings back. */
export function Page() {
  const { t } = useTranslation();
  const list = useListState(['view', 'class', 'level', 'q', 'rule', 'within']);
  const view = views.find((known) => known === list.filters.view) ?? 'open';
  return (
    <>
      <PageHead title={t('auditAlerts.title')} lead={t('auditAlerts.lead')} />
      <Summary
        shown={view === 'open' ? list.filters : {}}
        onPick={(pick) => list.change({ view: 'open', ...pick })}
      />
      <Tabs
        activeKey={view}
        onChange={(next) => list.change({ view: next })}
        items={views.map((key) => ({ key, label: t(`auditAlerts.views.${key}`) }))}
      />
      {view === 'exceptions' ? <ExceptionTab /> : <Alerts view={view} />}
    </>
  );
}

const days = { '24h': 1, '7d': 7, '30d': 30 } as const;
const spans = ['24h', '7d', '30d'] as const;

function Alerts({ view }: { view: (typeof alertStates)[number] }) {
  const { t } = useTranslation();
  const list = useListState(['class', 'level', 'q', 'rule', 'within']);
  const { q, rule } = list.filters;
  const kind = classes.find((known) => known === list.filters.class);
  const level = levels.find((known) => known === list.filters.level);
  const within = spans.find((known) => known === list.filters.within);
  const query = useAlerts({
    state: view,
    page: list.page,
    pageSize: list.pageSize,
    ...(kind ? { class: kind } : {}),
    ...(level ? { level } : {}),
    ...(q ? { q } : {}),
    ...(rule ? { ruleId: rule } : {}),
    ...(within ? { from: daysBack(days[within]) } : {}),
  });
  return (
    <>
      <div className="filters">
        <Input.Search
          key={q}
          allowClear
          defaultValue={q}
          placeholder={t('auditAlerts.searchHint')}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 270 }}
        />
        <Select
          allowClear
          value={kind}
          placeholder={t('auditAlerts.class')}
          aria-label={t('auditAlerts.class')}
          onChange={(value) => list.change({ class: value })}
          options={classes.map((value) => ({ value, label: t(`auditSearch.classes.${value}`) }))}
          style={{ width: 160 }}
        />
        <Select
          allowClear
          value={level}
          placeholder={t('auditAlerts.level')}
          aria-label={t('auditAlerts.level')}
          onChange={(value) => list.change({ level: value })}
          options={levels.map((value) => ({ value, label: t(`auditAlerts.fromLevel.${value}`) }))}
          style={{ width: 156 }}
        />
        <Select
          allowClear
          value={within}
          placeholder={t('auditAlerts.anyTime')}
          aria-label={t('common.time')}
          onChange={(value) => list.change({ within: value })}
          options={spans.map((value) => ({ value, label: t(`auditAlerts.within.${value}`) }))}
          style={{ width: 140 }}
        />
      </div>
      <AlertTable
        query={query}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t(`auditAlerts.empty.${view}`)}
        filtered={[q, kind, level, rule, within].some((filter) => filter !== undefined)}
      />
    </>
  );
}

/** The hour so many days ago: a query that changed with every moment would never be answered. */
function daysBack(count: number): string {
  const hour = 3_600_000;
  return new Date(Math.floor(Date.now() / hour) * hour - count * 24 * hour).toISOString();
}
