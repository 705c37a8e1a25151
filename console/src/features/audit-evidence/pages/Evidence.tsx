import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useListState } from '../../../lib/list-state.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { useMay } from '../../../shell/session.ts';
import { ExportTab } from '../parts/ExportTab.tsx';
import { HoldTab } from '../parts/HoldTab.tsx';
import { StateTab } from '../parts/StateTab.tsx';

const views = ['state', 'exports', 'holds'] as const;
const tabs = { state: StateTab, exports: ExportTab, holds: HoldTab };

/** What is kept, that it is whole, who may take it along. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState(['view']);
  const shown = views.filter((view) => view !== 'exports' || may('audit.events.export'));
  const view = shown.find((known) => known === list.filters.view) ?? 'state';
  const Tab = tabs[view];
  return (
    <>
      <PageHead title={t('auditEvidence.title')} lead={t('auditEvidence.lead')} />
      <Tabs
        activeKey={view}
        onChange={(next) => list.change({ view: next })}
        items={shown.map((key) => ({ key, label: t(`auditEvidence.views.${key}`) }))}
      />
      <Tab />
    </>
  );
}
