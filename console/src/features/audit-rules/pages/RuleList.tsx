import { Alert, Empty, Input, Select, Table, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useListState } from '../../../lib/list-state.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { TableFrame } from '../../../parts/TableFrame.tsx';
import { Tags } from '../../../parts/Tags.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { LevelTag } from '../../audit-alerts/parts/LevelTag.tsx';
import { levels } from '../../audit-alerts/queries.ts';
import { chosenRules } from '../order.ts';
import { ProtectedTag } from '../parts/ProtectedTag.tsx';
import { RuleSwitch } from '../parts/RuleSwitch.tsx';
import { type Rule, useRules } from '../queries.ts';
import { useRuleTexts } from '../texts.ts';

const views = ['alerting', 'helper'] as const;

/** What is looked for in the records, and which of it is on. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const textsOf = useRuleTexts();
  const rules = useRules();
  const list = useListState(['view', 'q', 'level', 'state']);
  const view = views.find((known) => known === list.filters.view) ?? 'alerting';
  const own = (rules.data?.items ?? []).filter(({ helper }) => helper === (view === 'helper'));
  const shown = chosenRules(own, list.filters);
  const faults = rules.data?.faults ?? [];

  const tagColumn = {
    title: t('auditRules.tags'),
    key: 'tags',
    width: 180,
    render: (_: unknown, row: Rule) => <Tags values={row.tags} />,
  };

  return (
    <>
      <PageHead title={t('auditRules.title')} lead={t('auditRules.lead')} />
      {rules.error && (
        <Problem error={rules.error} onRetry={() => void rules.refetch()} style={{ marginBottom: 16 }} />
      )}
      {faults.length > 0 && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('auditRules.faults', { count: faults.length })}
          description={
            <ul style={{ margin: 0, paddingInlineStart: 20 }} data-testid="rule-faults">
              {faults.map((fault, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list stands as it is
                <li key={index}>
                  <Said>{words(fault)}</Said> <span className="mono muted">{fault.code}</span>
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Tabs
        activeKey={view}
        onChange={(next) => list.change({ view: next })}
        items={views.map((key) => ({ key, label: t(`auditRules.views.${key}`) }))}
      />
      <div className="filters">
        <Input.Search
          allowClear
          defaultValue={list.filters.q}
          placeholder={t('auditRules.searchHint')}
          onSearch={(q) => list.change({ q })}
          style={{ width: 280 }}
        />
        {view === 'alerting' && (
          <Select
            allowClear
            value={list.filters.level}
            placeholder={t('auditAlerts.level')}
            aria-label={t('auditAlerts.level')}
            onChange={(level) => list.change({ level })}
            options={levels
              .filter((level) => level !== 'informational')
              .map((value) => ({ value, label: t(`auditAlerts.levels.${value}`) }))}
            style={{ width: 140 }}
          />
        )}
        <Select
          allowClear
          value={list.filters.state}
          placeholder={t('common.state')}
          aria-label={t('common.state')}
          onChange={(state) => list.change({ state })}
          options={(['on', 'off'] as const).map((value) => ({
            value,
            label: t(`auditRules.states.${value}`),
          }))}
          style={{ width: 140 }}
        />
      </div>
      <TableFrame minWidth={720}>
        <Table<Rule>
          rowKey="id"
          loading={rules.isPending && { delay: 200 }}
          dataSource={shown}
          pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
          locale={{
            emptyText: rules.isPending ? (
              ' '
            ) : (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.emptyFiltered')} />
            ),
          }}
          rowClassName="clickable-row"
          onRow={(row) => ({
            onClick: (event) => {
              // Dialogs are children of their row to React.
              const target = event.target as HTMLElement;
              if (target.closest('tr') && !target.closest('a,button')) navigate(linkOf(row));
            },
          })}
          columns={[
            {
              title: t('auditAlerts.level'),
              key: 'level',
              width: 84,
              render: (_, row) => <LevelTag level={row.level} />,
            },
            {
              title: t('auditRules.finds'),
              key: 'title',
              render: (_, row) => {
                const { title, description } = textsOf(row);
                return (
                  <Said>
                    <Link to={linkOf(row)}>{title}</Link>
                    <div className="muted" style={{ fontSize: 13 }}>
                      {description}
                    </div>
                  </Said>
                );
              },
            },
            ...(shown.some(({ tags }) => tags.length > 0) ? [tagColumn] : []),
            {
              title: t('common.state'),
              key: 'state',
              width: 110,
              render: (_, row) => (
                <>
                  <RuleSwitch rule={row} />
                  {row.protected && (
                    <div style={{ marginTop: 4 }}>
                      <ProtectedTag />
                    </div>
                  )}
                </>
              ),
            },
          ]}
        />
      </TableFrame>
    </>
  );
}

const linkOf = ({ id }: Rule) => `/audit/rules/${encodeURIComponent(id)}`;
