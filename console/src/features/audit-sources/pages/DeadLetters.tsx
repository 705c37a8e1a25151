import { App, Button, Descriptions, Drawer, Flex, Input, Select, type TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/error.ts';
import { formatBytes } from '../../../lib/format.ts';
import { useListState } from '../../../lib/list-state.ts';
import { shownText } from '../../../lib/shown-text.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import { Said, saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import { MaskNotice } from '../../audit-search/parts/MaskNotice.tsx';
import { useUnmasking } from '../../audit-search/queries.ts';
import {
  type DeadLetter,
  unmaskDeadLetter,
  useDeadLetter,
  useDeadLetters,
  useDiscard,
  useReplay,
  useSources,
} from '../queries.ts';

const names = ['q', 'source', 'stage', 'state', 'open'] as const;
const stages = ['collect', 'store'] as const;
const states = ['open', 'replayed', 'discarded'] as const;
const oneOf = <T extends string>(values: readonly T[], value: string | undefined) =>
  values.find((known) => known === value);

/** Records that were refused, why, and what became of them. */
export function Page() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState(names);
  const { q, source } = list.filters;
  const stage = oneOf(stages, list.filters.stage);
  const state = oneOf([...states, 'all'] as const, list.filters.state) ?? 'open';
  const letters = useDeadLetters({
    page: list.page,
    pageSize: list.pageSize,
    ...(q ? { q } : {}),
    ...(source ? { source } : {}),
    ...(stage ? { stage } : {}),
    ...(state === 'all' ? {} : { state }),
  });
  const sources = useSources();
  const titleOf = (id: string) => sources.data?.items.find((each) => each.id === id)?.title ?? id;
  const columns: TableProps<DeadLetter>['columns'] = [
    {
      title: t('auditSources.source'),
      key: 'source',
      width: 160,
      render: (_, row) => (
        <>
          {titleOf(row.source)}
          <div className="muted" style={{ fontSize: 12 }}>
            <Time at={row.receivedAt} />
          </div>
        </>
      ),
    },
    {
      title: t('auditSources.reason'),
      key: 'reason',
      width: 190,
      render: (_, row) => (
        <>
          <Reason reason={row.reason} />
          <div className="muted" style={{ fontSize: 12 }}>
            {t(`auditSources.stages.${row.stage}` as 'auditSources.stages.collect')} ·{' '}
            {formatBytes(row.bytes)}
          </div>
        </>
      ),
    },
    {
      title: t('auditSources.beginning'),
      key: 'text',
      render: (_, row) => (
        <Button
          type="link"
          className="mono"
          style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
          onClick={() => list.change({ open: row.id, page: list.page })}
        >
          {row.text.slice(0, 160) || t('auditSources.noText')}
        </Button>
      ),
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 110,
      render: (_, row) => t(`auditSources.states.${row.state}` as 'auditSources.states.open'),
    },
  ];

  return (
    <>
      <PageHead
        title={t('auditSources.lettersTitle')}
        lead={t('auditSources.lettersLead')}
        actions={
          may('audit.dead-letters.replay') &&
          state === 'open' && (
            <ReplayAll
              filter={{ ...(q ? { q } : {}), ...(source ? { source } : {}), ...(stage ? { stage } : {}) }}
              total={letters.data?.total ?? 0}
            />
          )
        }
      />
      <div className="filters">
        <Input.Search
          key={q ?? ''}
          allowClear
          defaultValue={q}
          placeholder={t('auditSources.lettersHint')}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 260 }}
        />
        <Select
          allowClear
          value={source}
          placeholder={t('auditSources.source')}
          onChange={(value) => list.change({ source: value })}
          options={(sources.data?.items ?? []).map(({ id, title }) => ({
            value: id,
            label: shownText(title),
          }))}
          style={{ width: 180 }}
        />
        <Select
          allowClear
          value={stage}
          placeholder={t('auditSources.stage')}
          onChange={(value) => list.change({ stage: value })}
          options={stages.map((value) => ({ value, label: t(`auditSources.stages.${value}`) }))}
          style={{ width: 150 }}
        />
        <Select
          value={state}
          onChange={(value) => list.change({ state: value === 'open' ? undefined : value })}
          options={[
            ...states.map((value) => ({ value: value as string, label: t(`auditSources.states.${value}`) })),
            { value: 'all', label: t('common.all') },
          ]}
          style={{ width: 140 }}
        />
      </div>
      <ListTable
        rowKey="id"
        columns={columns}
        query={letters}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('auditSources.noLetters')}
        filtered={q !== undefined || source !== undefined || stage !== undefined || state !== 'open'}
        minWidth={700}
      />
      <Drawer
        open={list.filters.open !== undefined}
        onClose={() => list.change({ open: undefined, page: list.page })}
        size={720}
        title={t('auditSources.letter')}
        destroyOnHidden
      >
        {list.filters.open && <Letter id={list.filters.open} titleOf={titleOf} />}
      </Drawer>
    </>
  );
}

function Reason({ reason }: { reason: string }) {
  const { t, i18n } = useTranslation();
  const key = `auditSources.reasons.${reason}`;
  return <Said>{i18n.exists(key) ? String(t(key as never)) : reason}</Said>;
}

type Filter = { q?: string; source?: string; stage?: (typeof stages)[number] };

function ReplayAll({ filter, total }: { filter: Filter; total: number }) {
  const { t } = useTranslation();
  const say = useReplayReport();
  const replay = useReplay();
  return (
    <Button
      disabled={total === 0}
      loading={replay.isPending}
      onClick={() => replay.mutate({ filter }, { onSuccess: say.done, onError: say.failed })}
    >
      {t('auditSources.replayAll', { total })}
    </Button>
  );
}

function useReplayReport() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return {
    done: ({ replayed, failed }: { replayed: number; failed: readonly unknown[] }) =>
      void (failed.length === 0
        ? message.success(t('auditSources.replayed', { total: replayed }))
        : message.warning(t('auditSources.replayedSome', { total: replayed, failed: failed.length }))),
    failed: (error: unknown) =>
      void message.error(error instanceof ApiError ? error.message : t('common.failed')),
  };
}

function Letter({ id, titleOf }: { id: string; titleOf: (id: string) => string }) {
  const { t } = useTranslation();
  const may = useMay();
  const letter = useDeadLetter(id);
  const unmasking = useUnmasking((reason: string) => unmaskDeadLetter(id, reason));
  const replay = useReplay();
  const discard = useDiscard();
  const say = useReplayReport();
  const [asking, setAsking] = useState(false);
  if (letter.error) return <Problem error={letter.error} onRetry={() => void letter.refetch()} />;
  if (letter.data === undefined) return <Loading />;
  const row = letter.data;
  const { raw, masked } = unmasking.data ?? row;
  return (
    <div className="stack">
      <Descriptions
        size="small"
        bordered
        column={1}
        className="audit-facts"
        items={saidItems([
          {
            key: 'reason',
            label: t('auditSources.reason'),
            children: (
              <>
                <Reason reason={row.reason} />
                {row.detail && <div className="muted">{row.detail}</div>}
              </>
            ),
          },
          {
            key: 'help',
            label: t('auditSources.whatToDo'),
            children: t(`auditSources.stageHelp.${row.stage}` as 'auditSources.stageHelp.collect'),
          },
          { key: 'source', label: t('auditSources.source'), children: titleOf(row.source) },
          { key: 'at', label: t('auditSources.receivedAt'), children: <Time at={row.receivedAt} /> },
          { key: 'size', label: t('auditSources.size'), children: formatBytes(row.bytes) },
          ...(row.closedAt === null
            ? []
            : [
                {
                  key: 'closed',
                  label: t(`auditSources.states.${row.state}` as 'auditSources.states.open'),
                  children: (
                    <>
                      {row.closedBy} · <Time at={row.closedAt} />
                      {row.closeReason && <div>{row.closeReason}</div>}
                    </>
                  ),
                },
              ]),
        ])}
      />
      <MaskNotice masked={masked} of="letter" unmasking={unmasking} />
      <pre className="audit-code" data-testid="raw">
        <Said>{raw || t('auditSources.noText')}</Said>
      </pre>
      {row.state === 'open' && (
        <Flex gap={8}>
          {may('audit.dead-letters.replay') && (
            <Button
              type="primary"
              loading={replay.isPending}
              onClick={() => replay.mutate({ ids: [id] }, { onSuccess: say.done, onError: say.failed })}
            >
              {t('auditSources.replay')}
            </Button>
          )}
          {may('audit.dead-letters.discard') && (
            <Button danger onClick={() => setAsking(true)}>
              {t('auditSources.discard')}
            </Button>
          )}
        </Flex>
      )}
      <ReasonModal
        open={asking}
        danger
        title={t('auditSources.discard')}
        consequence={t('auditSources.discardText')}
        confirmText={t('auditSources.discard')}
        onClose={() => setAsking(false)}
        onConfirm={async ({ reason }) => {
          await discard.mutateAsync({ ids: [id], reason });
        }}
      />
    </div>
  );
}
